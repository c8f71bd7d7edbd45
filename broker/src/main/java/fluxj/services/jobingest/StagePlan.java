package fluxj.services.jobingest;

import fluxj.config.policy.IngestStage;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.job.spec.ConstraintValidator;
import fluxj.job.spec.JobspecValidator;
import fluxj.service.ServiceContext;
import fluxj.subprocess.Command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who does a stage: the broker itself when it knows all plugins and arguments that are named,
/// otherwise flux-core's program.
final class StagePlan {
    private static final String REQUIRE_VERSION = "--require-version=";
    private static final String MINNODES = "--require-instance-minnodes=";
    private static final String MINCORES = "--require-instance-mincores=";
    private static final String DEFAULT_BUFFER_SIZE = "10M";

    private final ServiceContext context;
    private final IngestSettings settings;

    StagePlan(ServiceContext context, IngestSettings settings) {
        this.context = context;
        this.settings = settings;
    }

    Stage validator(StageTally tally) {
        List<LocalStage.Step> ours = localValidator();
        return ours.isEmpty()
                ? crew("job-validator", settings.validator(), tally)
                : new LocalStage(ours, tally);
    }

    Stage frobnicator(StageTally tally) {
        List<LocalStage.Step> ours = localFrobnicator();
        return ours.isEmpty()
                ? crew("job-frobnicator", settings.frobnicator(), tally)
                : new LocalStage(ours, tally);
    }

    private Stage crew(String program, IngestStage stage, StageTally tally) {
        List<String> words = new ArrayList<>(List.of("flux", program));
        stage.plugins()
                .ifPresent(
                        plugins -> words.addAll(List.of("--plugins", String.join(",", plugins))));
        words.addAll(stage.args().orElse(List.of()));
        return new WorkCrew(
                context,
                Command.of(words, Map.of())
                        .withOpts(
                                Map.of(
                                        "stdin_BUFSIZE",
                                        settings.bufferSize().orElse(DEFAULT_BUFFER_SIZE))),
                tally);
    }

    /// The steps; none when some plugin or argument is not ours.
    private List<LocalStage.Step> localFrobnicator() {
        if (settings.frobnicator().args().isPresent()) {
            return List.of();
        }
        List<LocalStage.Step> steps = new ArrayList<>();
        steps.add(
                new JobspecCheck(new JobspecValidator(false, constraints()), "invalid jobspec: "));
        for (String plugin :
                settings.frobnicator()
                        .plugins()
                        .filter(plugins -> !plugins.isEmpty())
                        .orElse(List.of("defaults", "constraints"))) {
            switch (plugin) {
                case "defaults" -> steps.add(new Defaults(settings.queues()));
                case "constraints" -> steps.add(new Constraints(settings.queues()));
                case "rabbit" -> steps.add(new RabbitNodes());
                default -> {
                    return List.of();
                }
            }
        }
        return steps;
    }

    /// The steps; none when some plugin or argument is not ours.
    private List<LocalStage.Step> localValidator() {
        boolean version1 = true;
        int minnodes = settings.validator().minnodes();
        int mincores = settings.validator().mincores();
        for (String arg : settings.validator().args().orElse(List.of())) {
            if (arg.equals(REQUIRE_VERSION + "1") || arg.equals(REQUIRE_VERSION + "any")) {
                version1 = arg.endsWith("1");
            } else if (number(arg, MINNODES) >= 0) {
                minnodes = number(arg, MINNODES);
            } else if (number(arg, MINCORES) >= 0) {
                mincores = number(arg, MINCORES);
            } else {
                return List.of();
            }
        }
        List<LocalStage.Step> steps = new ArrayList<>();
        for (String plugin :
                settings.validator()
                        .plugins()
                        .filter(plugins -> !plugins.isEmpty())
                        .orElse(List.of("jobspec"))) {
            switch (plugin) {
                case "jobspec" ->
                        steps.add(
                                new JobspecCheck(
                                        new JobspecValidator(version1, constraints()), ""));
                case "feasibility" -> steps.add(new FeasibilityCheck(context.rpc()));
                case "require-instance" -> steps.add(new RequireInstance(minnodes, mincores));
                default -> {
                    return List.of();
                }
            }
        }
        return steps;
    }

    private static int number(String arg, String option) {
        try {
            return arg.startsWith(option)
                    ? Integer.parseUnsignedInt(arg.substring(option.length()))
                    : -1;
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    private ConstraintValidator constraints() {
        try {
            return new ConstraintValidator(
                    context.attributes().get("hostlist").map(Hostlist::parse));
        } catch (FormatException _) {
            return new ConstraintValidator(Optional.empty());
        }
    }
}
