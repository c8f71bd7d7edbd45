package fluxj.cli.jobs.listing;

import fluxj.cli.Console;
import fluxj.cli.JobIds;
import fluxj.cli.format.Durations;
import fluxj.cli.format.FieldItem;
import fluxj.cli.format.PythonJson;
import fluxj.job.JobId;
import fluxj.job.JobResult;
import fluxj.job.JobState;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonPath;
import fluxj.json.JsonValue;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/// One job in a listing: its attributes, and what follows from them.
public final class JobLine implements FieldItem {
    private static final JsonValue NOTHING = JsonValue.of("");
    private static final List<String> TEXTS =
            List.of(
                    "name",
                    "cwd",
                    "queue",
                    "project",
                    "bank",
                    "ntasks",
                    "ncores",
                    "nnodes",
                    "priority",
                    "ranks",
                    "nodelist",
                    "success",
                    "waitstatus");

    /// What the listing is made with.
    ///
    /// @param now seconds since the epoch
    public record View(Console console, Users users, double now) {}

    private final JsonObject job;
    private final View view;
    private JsonObject instance = JsonObject.EMPTY;

    public JobLine(JsonObject job, View view) {
        this.job = job;
        this.view = view;
    }

    public JobId id() {
        return new JobId(job.whole("id").orElse(0L));
    }

    public int userid() {
        return job.whole("userid").orElse(-1L).intValue();
    }

    /// What is known of the instance that the job is, in the fields below `instance`.
    void setInstance(JsonObject facts) {
        instance = facts;
    }

    /// Where the instance that the job is can be reached, from here when `FLUX_URI_RESOLVE_LOCAL`
    /// is set; empty when it is none.
    public Optional<String> uri() {
        boolean asLocal = view.console().environment().containsKey("FLUX_URI_RESOLVE_LOCAL");
        return JsonPath.get(annotations(), "user.uri")
                .filter(JsonValue.Text.class::isInstance)
                .map(value -> ((JsonValue.Text) value).value())
                .map(uri -> asLocal ? local(uri) : uri);
    }

    /// True for an instance that runs, so that it can be asked.
    public boolean isInstance() {
        return uri().isPresent() && state().equals(Optional.of(JobState.RUN));
    }

    public Optional<JobState> state() {
        return job.whole("state").flatMap(bit -> JobState.ofBit(bit.intValue()));
    }

    public Optional<JobResult> result() {
        return job.whole("result").flatMap(bit -> JobResult.ofBit(bit.intValue()));
    }

    private JsonObject annotations() {
        return job.object("annotations").orElse(JsonObject.EMPTY);
    }

    private double real(String name) {
        return job.get(name).map(JobLine::number).orElse(0.0);
    }

    public static double number(JsonValue value) {
        return switch (value) {
            case JsonValue.Real(double real) -> real;
            case JsonValue.Whole(long whole) -> whole;
            case JsonValue _ -> 0;
        };
    }

    private static JsonValue text(Optional<String> text) {
        return text.map(JsonValue::of).orElse(NOTHING);
    }

    @Override
    public JsonValue field(String name) {
        if (name.startsWith("t_") && !name.equals("t_remaining")) {
            return JsonValue.of(real(name));
        }
        if (TEXTS.contains(name)) {
            return job.get(name).orElse(NOTHING);
        }
        if (name.startsWith("id")) {
            return text(Optional.of(encoded(name)));
        }
        if (name.startsWith("exception.")) {
            return job.get(name.replace('.', '_')).orElse(NOTHING);
        }
        if (name.startsWith(JobFields.INSTANCE)) {
            return instance.get(name.substring(JobFields.INSTANCE.length()))
                    .orElse(instance.keys().isEmpty() ? JsonValue.Null.NULL : NOTHING);
        }
        return switch (name) {
            case "userid", "urgency" -> job.get(name).orElse(NOTHING);
            case "username" -> JsonValue.of(view.users().name(userid()));
            case "duration", "expiration" -> JsonValue.of(real(name));
            case "runtime" -> JsonValue.of(runtime());
            case "t_remaining" -> JsonValue.of(remaining());
            case "contextual_time" -> JsonValue.of(isPending() ? real("duration") : runtime());
            case "returncode" -> returnCode();
            case "dependencies" -> JsonValue.of(dependencies());
            case "contextual_info" -> contextualInfo();
            case "inactive_reason" -> JsonValue.of(EndReason.of(this));
            default -> named(name);
        };
    }

    private String encoded(String name) {
        String encoding = name.equals("id") ? "f58" : name.substring("id.".length());
        return JobId.Encoding.named(encoding)
                .map(each -> JobIds.encode(view.console(), id(), each))
                .orElse("");
    }

    private JsonValue named(String name) {
        Optional<JobState> state = state();
        Optional<JobResult> result = result();
        boolean over = state.equals(Optional.of(JobState.INACTIVE));
        return switch (name) {
            case "state" -> text(state.map(Enum::name));
            case "state_single" -> text(state.map(JobState::letter));
            case "state_emoji" -> text(state.map(Emoji::of));
            case "result" -> text(result.map(Enum::name));
            case "result_abbrev" -> text(result.map(JobResult::letters));
            case "result_emoji" -> JsonValue.of(Emoji.of(result));
            case "status" -> over ? text(result.map(Enum::name)) : text(state.map(Enum::name));
            case "status_abbrev" ->
                    over ? text(result.map(JobResult::letters)) : text(state.map(JobState::letter));
            case "status_emoji" ->
                    over ? JsonValue.of(Emoji.of(result)) : text(state.map(Emoji::of));
            case "uri" -> JsonValue.of(uri().orElse("None"));
            case "uri.local" -> text(uri().map(JobLine::local));
            default -> noted(name);
        };
    }

    private static String local(String uri) {
        return uri.startsWith("ssh://")
                ? "local://" + uri.substring(uri.indexOf('/', "ssh://".length()))
                : uri;
    }

    /// What a scheduler or a user has noted; nothing of any kind when it is not there.
    private JsonValue noted(String name) {
        String path =
                name.startsWith("annotations") ? name.substring("annotations".length()) : name;
        Optional<JsonValue> found =
                JsonPath.get(annotations(), path.startsWith(".") ? path.substring(1) : path);
        if (found.isPresent() && found.get() instanceof JsonObject object) {
            return object.keys().isEmpty() ? NOTHING : JsonValue.of(PythonJson.ascii(object));
        }
        return found.orElse(JsonValue.Null.NULL);
    }

    private boolean isPending() {
        return state().map(state -> state.isIn(JobState.PENDING)).orElse(false);
    }

    private double runtime() {
        double run = real("t_run");
        double cleanup = real("t_cleanup");
        if (run <= 0) {
            return 0;
        }
        return (cleanup > 0 ? cleanup : view.now()) - run;
    }

    private double remaining() {
        boolean runs = state().equals(Optional.of(JobState.RUN));
        return runs ? Math.max(0, real("expiration") - view.now()) : 0;
    }

    /// The exit code; of a job that a signal ended its negative; -128 for one that was cancelled
    /// before it ran, 1 for one that failed then.
    JsonValue returnCode() {
        Optional<Long> status = job.whole("waitstatus");
        if (status.isPresent()) {
            long signal = status.get() & 0x7f;
            return JsonValue.of(signal == 0 ? status.get() >> 8 & 0xff : -signal);
        }
        return result().flatMap(
                        result ->
                                switch (result) {
                                    case CANCELED -> Optional.of(JsonValue.of(-128));
                                    case FAILED -> Optional.of(JsonValue.of(1));
                                    case COMPLETED, TIMEOUT -> Optional.empty();
                                })
                .orElse(NOTHING);
    }

    private String dependencies() {
        StringJoiner all = new StringJoiner(",");
        for (JsonValue each : job.array("dependencies").orElse(JsonArray.of())) {
            if (each instanceof JsonValue.Text(String text)) {
                all.add(text.startsWith("begin-time=") ? begin(text) : text);
            }
        }
        return all.toString();
    }

    private static String begin(String dependency) {
        double seconds;
        try {
            seconds = Double.parseDouble(dependency.substring("begin-time=".length()));
        } catch (NumberFormatException e) {
            return dependency;
        }
        ZonedDateTime time = Instant.ofEpochSecond((long) seconds).atZone(ZoneId.systemDefault());
        boolean today = time.toLocalDate().equals(LocalDate.now(ZoneId.systemDefault()));
        String pattern = (today ? "HH:mm" : "MMMdd-HH:mm") + (time.getSecond() > 0 ? ":ss" : "");
        return "begin@" + DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
    }

    /// Why a job waits, or where it is or was.
    private JsonValue contextualInfo() {
        Optional<JobState> state = state();
        if (state.isEmpty()) {
            return NOTHING;
        }
        return switch (state.get()) {
            case PRIORITY -> JsonValue.of("priority-wait");
            case DEPEND -> JsonValue.of("depends:" + dependencies());
            case SCHED -> JsonValue.of(scheduled());
            case NEW, RUN, CLEANUP, INACTIVE -> job.get("nodelist").orElse(NOTHING);
        };
    }

    private String scheduled() {
        Optional<JsonValue> estimate = JsonPath.get(annotations(), "sched.t_estimate");
        if (estimate.isPresent() && !(estimate.get() instanceof JsonValue.Text)) {
            double left = number(estimate.get()) - view.now();
            return "eta:" + (left < 0 ? "now" : Durations.of(left));
        }
        if (job.whole("urgency").equals(Optional.of(0L))) {
            return "held";
        }
        return job.whole("priority").equals(Optional.of(0L)) ? "priority-hold" : "";
    }

    /// The attribute of that name as it came.
    public Optional<JsonValue> attribute(String name) {
        return job.get(name);
    }
}
