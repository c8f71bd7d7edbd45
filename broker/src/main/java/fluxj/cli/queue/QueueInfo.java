package fluxj.cli.queue;

import fluxj.cli.format.FieldItem;
import fluxj.config.policy.JobSizeLimit;
import fluxj.config.policy.Policy;
import fluxj.config.policy.PolicyLimits;
import fluxj.format.Fsd;
import fluxj.job.NodeResources;
import fluxj.job.ResourceSet;
import fluxj.json.JsonValue;
import fluxj.services.jobmanager.QueueProtocol.QueueStatus;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// A queue as a line of `fluxj queue list`.
///
/// @param mark how its name begins; that of the anonymous one is empty
/// @param policy its own, and that of all
/// @param resources by state: `all`, `up`, `down`, `allocated`, `free`
/// @param unicode true when marks may be other letters than ASCII's
record QueueInfo(
        Mark mark,
        QueueStatus status,
        Policies policy,
        Map<String, ResourceSet> resources,
        boolean unicode)
        implements FieldItem {
    static final Map<String, String> HEADINGS = headings();

    private static final String INFINITE = "inf";
    private static final String GREEN = "\u001b[01;32m";
    private static final String RED = "\u001b[01;31m";
    private static final String PLAIN = "\u001b[0;0m";

    /// Its name, and whether it is the one for jobs that name none.
    record Mark(String name, boolean isDefault) {}

    /// What the queue says comes first.
    record Policies(Policy own, Policy general) {
        Optional<Fsd> defaultDuration() {
            return own.defaults().or(general.defaults()).duration();
        }

        Optional<Fsd> maxDuration() {
            return own.limits().duration().or(() -> general.limits().duration());
        }

        /// A limit; empty when there is none.
        Optional<Integer> size(String what, Function<PolicyLimits, JobSizeLimit> which) {
            return number(what, which.apply(own.limits()))
                    .or(() -> number(what, which.apply(general.limits())))
                    .filter(limit -> limit >= 0);
        }

        private static Optional<Integer> number(String what, JobSizeLimit limit) {
            return switch (what) {
                case "nnodes" -> limit.nnodes();
                case "ncores" -> limit.ncores();
                default -> limit.ngpus();
            };
        }
    }

    private static Map<String, String> headings() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("queue", "QUEUE");
        all.put("queuem", "QUEUE");
        all.put("submission", "SUBMIT");
        all.put("scheduling", "SCHED");
        all.put("enabled", "EN");
        all.put("started", "ST");
        all.put("enabled.ascii", "EN");
        all.put("started.ascii", "ST");
        all.put("color_enabled", "");
        all.put("color_started", "");
        all.put("color_off", "");
        all.put("defaults.timelimit", "TDEFAULT");
        all.put("limits.timelimit", "TLIMIT");
        for (String what : new String[] {"nnodes", "ncores", "ngpus"}) {
            String name = what.substring(1).toUpperCase(Locale.ROOT);
            all.put("limits.range." + what, "N" + name);
            all.put("limits.range.effective." + what, "N" + name);
            all.put("limits.min." + what, "MIN" + name);
            all.put("limits.max." + what, "MAX" + name);
            for (String state : new String[] {"all", "free", "allocated", "up", "down"}) {
                String shown = state.toUpperCase(Locale.ROOT);
                all.put(
                        "resources." + state + "." + what,
                        state.equals("all")
                                ? name
                                : name + ":" + shown.substring(0, Math.min(5, shown.length())));
            }
        }
        return all;
    }

    @Override
    public JsonValue field(String field) {
        boolean enabled = status.enable().orElse(false);
        boolean started = status.start().orElse(false);
        return switch (field) {
            case "queue" -> JsonValue.of(mark.name());
            case "queuem" ->
                    JsonValue.of(
                            mark.name() + (mark.isDefault() && !mark.name().isEmpty() ? "*" : ""));
            case "submission" -> JsonValue.of(enabled ? "enabled" : "disabled");
            case "scheduling" -> JsonValue.of(started ? "started" : "stopped");
            case "enabled" -> JsonValue.of(tick(enabled, unicode));
            case "started" -> JsonValue.of(tick(started, unicode));
            case "enabled.ascii" -> JsonValue.of(tick(enabled, false));
            case "started.ascii" -> JsonValue.of(tick(started, false));
            case "color_enabled" -> JsonValue.of(enabled ? GREEN : RED);
            case "color_started" -> JsonValue.of(started ? GREEN : RED);
            case "color_off" -> JsonValue.of(PLAIN);
            case "defaults.timelimit" -> seconds(policy.defaultDuration());
            case "limits.timelimit" -> seconds(policy.maxDuration());
            default -> counted(field);
        };
    }

    private static String tick(boolean yes, boolean unicode) {
        if (unicode) {
            return yes ? "✔" : "✗";
        }
        return yes ? "y" : "n";
    }

    private static JsonValue seconds(Optional<Fsd> length) {
        double seconds = length.map(Fsd::seconds).orElse(Double.POSITIVE_INFINITY);
        return Double.isInfinite(seconds) ? JsonValue.of(INFINITE) : JsonValue.of(seconds);
    }

    private JsonValue counted(String field) {
        int last = field.lastIndexOf('.');
        String what = field.substring(last + 1);
        String group = field.substring(0, Math.max(last, 0));
        return switch (group) {
            case "limits.min" -> JsonValue.of(min(what));
            case "limits.max" -> max(what);
            case "limits.range" -> JsonValue.of(min(what) + "-" + text(max(what)));
            case "limits.range.effective" -> JsonValue.of(min(what) + "-" + effectiveMax(what));
            default -> JsonValue.of(count(group.substring(group.indexOf('.') + 1), what));
        };
    }

    private int min(String what) {
        return policy.size(what, PolicyLimits::min).orElse(0);
    }

    private JsonValue max(String what) {
        return policy.size(what, PolicyLimits::max)
                .<JsonValue>map(JsonValue::of)
                .orElseGet(() -> JsonValue.of(INFINITE));
    }

    private long effectiveMax(String what) {
        long all = count("all", what);
        return policy.size(what, PolicyLimits::max).map(limit -> Math.min(limit, all)).orElse(all);
    }

    private static String text(JsonValue value) {
        return value instanceof JsonValue.Text(String text) ? text : value.toString();
    }

    private long count(String state, String what) {
        ResourceSet set = resources.getOrDefault(state, ResourceSet.EMPTY);
        return switch (what) {
            case "nnodes" -> set.size();
            case "ncores" -> set.count(NodeResources.CORE);
            default -> set.count(NodeResources.GPU);
        };
    }
}
