package fluxj.cli.job.spec;

import fluxj.cli.ArgparseErrors;
import fluxj.cli.CommandFailure;
import fluxj.format.FormatException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.List;
import java.util.Optional;

/// The chassis that a job is to be spread over, and the cores that it gets on each one's rabbit
/// (spec coral2 4.13).
///
/// @param count of chassis
/// @param rabbitCores on the rabbit of each; 0 for none
public record ChassisRequest(long count, long rabbitCores) {

    /// What the options ask for; nothing without `--coral2-chassis`.
    ///
    /// @throws CommandFailure when an option is given no positive number
    /// @throws FormatException when only the other option is given
    public static Optional<ChassisRequest> of(OptionValues options) {
        long chassis = positive(options, JobOption.CHASSIS);
        long cores = positive(options, JobOption.RABBIT_CORES);
        if (cores > 0 && chassis == 0) {
            throw new FormatException("--coral2-rabbit-compute requires --coral2-chassis=N");
        }
        return chassis == 0 ? Optional.empty() : Optional.of(new ChassisRequest(chassis, cores));
    }

    private static long positive(OptionValues options, JobOption option) {
        Optional<String> text = options.text(option);
        if (text.isEmpty()) {
            return 0;
        }
        long number = OptionValues.isWhole(text.get()) ? options.number(option).orElse(0) : 0;
        if (number <= 0) {
            throw ArgparseErrors.wrongValue(
                    option.longName(), "invalid positive_integer value", text.get());
        }
        return number;
    }

    /// Refuses nodes that cannot be spread evenly.
    ///
    /// @throws FormatException when there are none, or too few or too many
    private void check(OptionValues options) {
        String nodes = options.text(JobOption.NODES).orElse("");
        if (!OptionValues.isWhole(nodes)) {
            throw new FormatException("--coral2-chassis option requires -N,--nodes");
        }
        long nodeCount = options.number(JobOption.NODES).orElse(0);
        if (nodeCount % count != 0) {
            throw new FormatException(
                    "Nodecount ("
                            + nodeCount
                            + ") must be evenly divisible by chassis count ("
                            + count
                            + ")");
        }
    }

    /// The jobspec of some options with its nodes below chassis.
    ///
    /// @throws FormatException when it asks for something else than nodes, or for nodes that cannot
    ///   be spread evenly
    JsonObject applyTo(JsonObject jobspec, OptionValues options) {
        check(options);
        List<JsonValue> resources = jobspec.array("resources").orElse(JsonArray.EMPTY).items();
        if (resources.size() != 1
                || !(resources.getFirst() instanceof JsonObject node)
                || !node.text("type").orElse("").equals("node")) {
            throw new FormatException(
                    "jobspec resources must have a single top-level 'node' entry, got "
                            + resources.size()
                            + " entries, first entry '"
                            + firstType(resources)
                            + "'");
        }
        JsonObject share = node.with("count", JsonValue.of(node.whole("count").orElse(0L) / count));
        JsonArray below = rabbitCores == 0 ? JsonArray.of(share) : JsonArray.of(share, rabbit());
        JsonObject spread =
                jobspec.with(
                        "resources",
                        JsonArray.of(
                                JsonObject.builder()
                                        .put("type", "chassis")
                                        .put("count", count)
                                        .put("with", below)
                                        .build()));
        return rabbitCores == 0
                ? spread
                : Tree.set(spread, "attributes.system.allow_rabbits", JsonValue.of(true));
    }

    private static String firstType(List<JsonValue> resources) {
        return !resources.isEmpty() && resources.getFirst() instanceof JsonObject first
                ? first.text("type").orElse("")
                : "";
    }

    private JsonObject rabbit() {
        JsonObject cores =
                JsonObject.builder()
                        .put("type", "core")
                        .put("exclusive", true)
                        .put("count", rabbitCores)
                        .build();
        return JsonObject.builder()
                .put("type", "storage_node")
                .put("count", 1)
                .put("with", JsonArray.of(cores))
                .build();
    }
}
