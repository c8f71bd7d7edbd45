package fluxj.services.jobingest;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.policy.IngestConfig;
import fluxj.config.policy.IngestStage;
import fluxj.config.policy.QueuesConfig;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the configuration says of jobs that are submitted, and the arguments of the module, which
/// win.
///
/// @param batchCount how many jobs make a batch; 0 for those of a while
/// @param bufferSize of a worker's input, if anybody says
/// @param maxGenerator ranks above it take no jobs themselves
/// @param allowRoot true when root may submit to another user's instance
/// @param validator the stage, with the arguments laid over it
/// @param queues the policies
record IngestSettings(
        int batchCount,
        Optional<String> bufferSize,
        int maxGenerator,
        boolean allowRoot,
        IngestStage validator,
        IngestStage frobnicator,
        QueuesConfig queues) {
    /// The last 16 generators are kept for what is to come.
    private static final int MAX_GENERATOR = FluidGenerator.MAX_GENERATOR - 16;

    private static final Pattern SIZE = Pattern.compile("[0-9]{1,9}[kKMG]?");

    /// @throws FluxException EINVAL with Flux's text
    static IngestSettings of(JsonObject config, List<String> arguments) {
        IngestSettings settings = configured(config);
        for (String argument : arguments) {
            settings = settings.with(argument);
        }
        settings.checkBufferSize();
        return settings;
    }

    private static IngestSettings configured(JsonObject object) {
        try {
            Config config = Config.of(object);
            QueuesConfig queues = QueuesConfig.of(config);
            IngestConfig ingest = IngestConfig.of(config);
            return new IngestSettings(
                    ingest.get(IngestConfig.BATCH_COUNT),
                    ingest.get(IngestConfig.BUFFER_SIZE),
                    MAX_GENERATOR,
                    false,
                    ingest.get(IngestConfig.VALIDATOR),
                    ingest.get(IngestConfig.FROBNICATOR),
                    queues);
        } catch (ConfigException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, text);
    }

    private IngestSettings with(String argument) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals + 1);
        String value = equals < 0 ? "" : argument.substring(equals + 1);
        return switch (name) {
            case "validator-plugins=" ->
                    withValidator(validator.withPlugins(List.of(value.split(",", -1))));
            case "validator-args=" ->
                    withValidator(validator.withArgs(List.of(value.split(",", -1))));
            case "disable-validator" -> withValidator(validator.disabled());
            case "batch-count=" ->
                    new IngestSettings(
                            number(value, "Invalid batch-count: " + argument, Integer.MAX_VALUE),
                            bufferSize,
                            maxGenerator,
                            allowRoot,
                            validator,
                            frobnicator,
                            queues);
            case "buffer-size=" ->
                    new IngestSettings(
                            batchCount,
                            Optional.of(value),
                            maxGenerator,
                            allowRoot,
                            validator,
                            frobnicator,
                            queues);
            case "max-fluid-generator-id=" ->
                    new IngestSettings(
                            batchCount,
                            bufferSize,
                            number(
                                    value,
                                    "Invalid max-fluid-generator-id: '" + value + "'",
                                    FluidGenerator.MAX_GENERATOR),
                            allowRoot,
                            validator,
                            frobnicator,
                            queues);
            case "allow-root-jobs" ->
                    new IngestSettings(
                            batchCount,
                            bufferSize,
                            maxGenerator,
                            true,
                            validator,
                            frobnicator,
                            queues);
            default -> throw invalid("Invalid option: " + argument);
        };
    }

    private IngestSettings withValidator(IngestStage changed) {
        return new IngestSettings(
                batchCount, bufferSize, maxGenerator, allowRoot, changed, frobnicator, queues);
    }

    private static int number(String text, String complaint, int max) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Told below, as any other number is.
        }
        throw invalid(complaint);
    }

    private void checkBufferSize() {
        bufferSize
                .filter(size -> !SIZE.matcher(size).matches())
                .ifPresent(
                        size -> {
                            throw invalid("Invalid buffer-size: '" + size + "'");
                        });
    }

    /// True when jobs may have to be changed.
    boolean needsFrobnicator() {
        return !frobnicator.plugins().orElse(List.of()).isEmpty()
                || !queues.queues().isEmpty()
                || queues.policy().defaults().duration().isPresent()
                || queues.policy().defaults().queue().isPresent();
    }
}
