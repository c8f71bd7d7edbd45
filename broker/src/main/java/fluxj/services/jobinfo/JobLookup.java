package fluxj.services.jobinfo;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.json.JanssonText;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.services.jobinfo.JobInfoProtocol.Found;
import fluxj.services.jobinfo.JobInfoProtocol.Lookup;
import fluxj.wire.Credentials;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One lookup: all its keys are asked for at once, and the eventlog too when it tells who may see
/// the job or what has changed since.
final class JobLookup {
    private static final String EVENTLOG = "eventlog";

    private final JobInfoContext context;
    private final Lookup wanted;
    private final Credentials from;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, FluxException> errors = new HashMap<>();
    private final Deferred<Found> result = new Deferred<>();
    private boolean allowed;

    private JobLookup(JobInfoContext context, Lookup wanted, Credentials from) {
        this.context = context;
        this.wanted = wanted;
        this.from = from;
    }

    /// True for the keys whose values are JSON objects that events may change.
    static boolean isUpdated(String key) {
        return key.equals("R") || key.equals("jobspec");
    }

    /// True for an event that changes the value of a key.
    static boolean changes(String key, Eventlog.Event event) {
        return event.name().equals(key.equals("R") ? JobUpdates.RESOURCES : JobUpdates.JOBSPEC);
    }

    /// A value after an event of its job.
    static JsonObject updated(
            JobInfoContext context, JobId id, String key, JsonObject value, Eventlog.Event event) {
        if (!changes(key, event)) {
            return value;
        }
        JsonObject changes = event.context().orElse(JsonObject.EMPTY);
        return key.equals("R")
                ? JobUpdates.resources(value, changes, _ -> refused(context, id, key))
                : JobUpdates.jobspec(value, changes, _ -> refused(context, id, key));
    }

    private static void refused(JobInfoContext context, JobId id, String key) {
        String name = id.f58(context.flux().variables());
        context.log().info("failed to update job " + name + " " + key);
    }

    /// Looks up in somebody's name.
    static Promise<Found> start(JobInfoContext context, Lookup wanted, Credentials from) {
        JobLookup lookup = new JobLookup(context, wanted, from);
        lookup.ask();
        return lookup.result;
    }

    private void ask() {
        @Nullable Boolean known = context.access().known(from, wanted.id()).orElse(null);
        if (known != null && !known) {
            result.fail(restricted());
            return;
        }
        allowed = known != null;
        Set<String> keys = new LinkedHashSet<>(wanted.keys());
        if (!allowed || (wanted.flags() & JobInfoProtocol.CURRENT) != 0) {
            keys.add(EVENTLOG);
        }
        JobId id = new JobId(wanted.id());
        for (String key : List.copyOf(keys)) {
            context.kvs()
                    .text(id.kvs(key))
                    .then(
                            text -> {
                                values.put(key, text);
                                goOn(keys.size());
                            },
                            error -> {
                                errors.put(key, error);
                                goOn(keys.size());
                            });
        }
        if (keys.isEmpty()) {
            goOn(0);
        }
    }

    private static FluxException restricted() {
        return new FluxException(Errno.EPERM, "access is restricted to job/instance owner");
    }

    private void goOn(int keys) {
        if (values.size() + errors.size() < keys) {
            return;
        }
        try {
            checkAccess();
            JsonObject.Builder found = JsonObject.builder();
            for (String key : wanted.keys()) {
                found.put(key, value(key));
            }
            result.complete(new Found(wanted.id(), found.build()));
        } catch (FluxException e) {
            result.fail(e);
        }
    }

    private void checkAccess() {
        if (allowed) {
            return;
        }
        @Nullable FluxException error = errors.get(EVENTLOG);
        if (error != null) {
            boolean none = error.errno().equals(Errno.ENOENT);
            throw new FluxException(error.errno(), none ? "invalid job id" : error.errno().text());
        }
        boolean may;
        try {
            may = context.access().allows(from, wanted.id(), values.getOrDefault(EVENTLOG, ""));
        } catch (FluxException e) {
            throw new FluxException(e.errno(), "error parsing eventlog");
        }
        if (!may) {
            throw restricted();
        }
    }

    private JsonValue value(String key) {
        @Nullable FluxException error = errors.get(key);
        if (error != null) {
            boolean none = error.errno().equals(Errno.ENOENT);
            throw new FluxException(
                    error.errno(), key + ": " + (none ? "key not found" : error.errno().text()));
        }
        String text = values.getOrDefault(key, "");
        if (text.isEmpty()) {
            throw new FluxException(Errno.EPROTO, key + ": value is unexpectedly empty");
        }
        boolean decode = (wanted.flags() & JobInfoProtocol.JSON_DECODE) != 0;
        if (!isUpdated(key)) {
            return JsonValue.of(text);
        }
        if ((wanted.flags() & JobInfoProtocol.CURRENT) != 0) {
            JsonObject now = current(key, text);
            return decode ? now : JsonValue.of(JanssonText.spaced(now));
        }
        return decode ? decoded(key, text) : JsonValue.of(text);
    }

    private static JsonValue decoded(String key, String text) {
        try {
            return JsonValue.parse(text);
        } catch (JsonException e) {
            throw new FluxException(Errno.ENOMEM, key + ": error adding value to response");
        }
    }

    private JsonObject current(String key, String text) {
        try {
            JsonObject value = JsonObject.parse(text);
            @Nullable FluxException error = errors.get(EVENTLOG);
            if (error != null) {
                throw error;
            }
            byte[] eventlog = values.getOrDefault(EVENTLOG, "").getBytes(StandardCharsets.UTF_8);
            for (Eventlog.Event event : Eventlog.decode(eventlog)) {
                value = updated(context, new JobId(wanted.id()), key, value, event);
            }
            return value;
        } catch (JsonException e) {
            throw notCurrent(key, Errno.EINVAL);
        } catch (FluxException e) {
            throw notCurrent(key, e.errno());
        }
    }

    private static FluxException notCurrent(String key, Errno errno) {
        return new FluxException(
                errno, key + ": error applying eventlog to original value: " + errno.text());
    }
}
