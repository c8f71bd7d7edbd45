package fluxj.services.jobmanager.job;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.PerilogActions;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What can happen to a job (RFC 21, spec services 11.1), as far as it matters to the job: the
/// members of an eventlog entry's context that change something.
public sealed interface JobEvent {
    /// The job was taken.
    ///
    /// @param version of the eventlog; those of old have none
    record Submit(int userid, int urgency, int flags, Optional<Integer> version)
            implements JobEvent {}

    /// It was found good.
    record Validate() implements JobEvent {}

    /// It was refused after all: there is no such job.
    record Invalidate() implements JobEvent {}

    /// It waits for something.
    record DependencyAdd(String description) implements JobEvent {}

    /// What it waited for came.
    record DependencyRemove(String description) implements JobEvent {}

    /// It waits for nothing more.
    record Depend() implements JobEvent {}

    /// It has a priority.
    record Priority(long priority) implements JobEvent {}

    /// Somebody thinks it more or less urgent.
    record Urgency(int urgency) implements JobEvent {}

    /// Its jobspec changed.
    ///
    /// @param updates new values by dotted key
    record JobspecUpdate(JsonObject updates) implements JobEvent {}

    /// Its time ends at another time.
    ///
    /// @param expiration a number, seconds since 1970; 0 is never
    record ResourceUpdate(JsonValue expiration) implements JobEvent {}

    /// Flags were set.
    record SetFlags(List<Flag> flags) implements JobEvent {}

    /// Somebody noted something.
    record Memo(JsonObject memo) implements JobEvent {}

    /// Its annotations are these now.
    record Annotations(JsonObject annotations) implements JobEvent {}

    /// It got resources.
    record Alloc(Optional<JsonObject> annotations) implements JobEvent {}

    /// Something must be done before it may start.
    record PrologStart(PerilogActions.Label label) implements JobEvent {}

    /// That is done.
    record PrologFinish(PerilogActions.Label label) implements JobEvent {}

    /// It runs.
    record Start() implements JobEvent {}

    /// Its shells have ended.
    record Finish(int status) implements JobEvent {}

    /// Something went wrong.
    ///
    /// @param severity 0 ends the job
    record ExceptionRaised(String type, int severity) implements JobEvent {}

    /// It needs some ranks no more.
    record Release(boolean isFinal) implements JobEvent {}

    /// Something must be done before its resources are free.
    record EpilogStart(PerilogActions.Label label) implements JobEvent {}

    /// That is done.
    record EpilogFinish(PerilogActions.Label label) implements JobEvent {}

    /// It has no resources any more.
    record Free() implements JobEvent {}

    /// It is over.
    record Clean() implements JobEvent {}

    /// The job manager came back while it waited for resources.
    record FluxRestart() implements JobEvent {}

    /// What changes nothing.
    record Other() implements JobEvent {}

    /// What may be set on a job.
    enum Flag {
        /// The scheduler knows nothing of its resources.
        ALLOC_BYPASS("alloc-bypass"),
        /// Its eventlog tells more.
        DEBUG("debug"),
        /// Its user may not update it any more.
        IMMUTABLE("immutable");

        private final String word;

        Flag(String word) {
            this.word = word;
        }

        /// Its name in events.
        public String word() {
            return word;
        }

        /// The flag of that name.
        public static Optional<Flag> named(String word) {
            for (Flag flag : values()) {
                if (flag.word.equals(word)) {
                    return Optional.of(flag);
                }
            }
            return Optional.empty();
        }
    }

    /// The event of that name and context.
    ///
    /// @throws FluxException EPROTO when the context lacks what it must have, EINVAL when an update
    ///   names what cannot be updated
    static JobEvent of(String name, JsonObject context) {
        return switch (name) {
            case "submit" ->
                    new Submit(
                            number(context, "userid"),
                            number(context, "urgency"),
                            number(context, "flags"),
                            context.whole("version").map(Long::intValue));
            case "validate" -> new Validate();
            case "invalidate" -> new Invalidate();
            case "dependency-add" -> new DependencyAdd(text(context, "description"));
            case "dependency-remove" -> new DependencyRemove(text(context, "description"));
            case "depend" -> new Depend();
            case "priority" -> new Priority(need(context, "priority", context::whole));
            case "urgency" -> new Urgency(number(context, "urgency"));
            case "jobspec-update" -> jobspecUpdate(context);
            case "resource-update" -> resourceUpdate(context);
            case "set-flags" -> new SetFlags(flags(need(context, "flags", context::array)));
            case "memo" -> new Memo(context);
            case "annotations" ->
                    new Annotations(context.object("annotations").orElse(JsonObject.EMPTY));
            case "alloc" -> new Alloc(context.object("annotations"));
            case "prolog-start" -> new PrologStart(PerilogActions.Label.of(context));
            case "prolog-finish" -> new PrologFinish(PerilogActions.Label.of(context));
            case "start" -> new Start();
            case "finish" -> new Finish(context.whole("status").orElse(-1L).intValue());
            case "exception" ->
                    new ExceptionRaised(text(context, "type"), number(context, "severity"));
            case "release" -> new Release(need(context, "final", context::bool));
            case "epilog-start" -> new EpilogStart(PerilogActions.Label.of(context));
            case "epilog-finish" -> new EpilogFinish(PerilogActions.Label.of(context));
            case "free" -> new Free();
            case "clean" -> new Clean();
            case "flux-restart" -> new FluxRestart();
            default -> new Other();
        };
    }

    private static <V> V need(
            JsonObject context, String key, Function<String, Optional<V>> member) {
        return member.apply(key)
                .orElseThrow(
                        () ->
                                new FluxException(
                                        Errno.EPROTO,
                                        "event without a proper " + key + ": " + context.keys()));
    }

    private static int number(JsonObject context, String key) {
        return need(context, key, context::whole).intValue();
    }

    private static String text(JsonObject context, String key) {
        return need(context, key, context::text);
    }

    private static JobEvent jobspecUpdate(JsonObject updates) {
        for (String path : updates.keys()) {
            String root = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
            if (!root.equals("attributes") && !root.equals("resources") && !root.equals("tasks")) {
                throw new FluxException(Errno.EINVAL);
            }
        }
        return new JobspecUpdate(updates);
    }

    private static JobEvent resourceUpdate(JsonObject context) {
        JsonValue expiration =
                context.get("expiration").orElseThrow(() -> new FluxException(Errno.EINVAL));
        boolean valid =
                switch (expiration) {
                    case JsonValue.Real(double seconds) -> seconds >= 0;
                    case JsonValue.Whole(long seconds) -> seconds >= 0;
                    case JsonValue _ -> false;
                };
        if (!valid || context.keys().size() != 1) {
            throw new FluxException(Errno.EINVAL);
        }
        return new ResourceUpdate(expiration);
    }

    private static List<Flag> flags(JsonArray names) {
        List<Flag> flags = new ArrayList<>();
        for (JsonValue name : names) {
            flags.add(
                    Optional.of(name)
                            .map(value -> value instanceof JsonValue.Text(String word) ? word : "")
                            .flatMap(Flag::named)
                            .orElseThrow(() -> new FluxException(Errno.EPROTO)));
        }
        return flags;
    }
}
