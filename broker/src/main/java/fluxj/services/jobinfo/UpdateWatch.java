package fluxj.services.jobinfo;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.rpc.SlowReader;
import fluxj.rpc.StreamCall;
import fluxj.services.jobinfo.JobInfoProtocol.Found;
import fluxj.services.jobinfo.JobInfoProtocol.Lookup;
import fluxj.services.jobinfo.JobInfoProtocol.OneKey;
import fluxj.services.jobinfo.JobInfoProtocol.Updated;
import fluxj.services.jobinfo.JobInfoProtocol.WatchEvents;
import fluxj.wire.Credentials;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The value of `R` or `jobspec` of one job, kept as events change it, for all who watch it. A
/// reader that is behind gets the newest value when it has caught up.
final class UpdateWatch implements LogReader {
    private static final Credentials SELF =
            new Credentials(Credentials.USERID_UNKNOWN, Credentials.OWNER);

    private final class Reader {
        private final StreamCall<OneKey, Updated> call;
        private final SlowReader pace;
        private boolean owed;

        private Reader(StreamCall<OneKey, Updated> call) {
            this.call = call;
            this.pace = new SlowReader(context.reactor(), call::backlog, this::caughtUp);
        }

        private void show() {
            owed = true;
            if (!pace.isBehind()) {
                caughtUp();
            }
        }

        private void caughtUp() {
            JsonObject now = value;
            if (owed && now != null) {
                owed = false;
                boolean resources = wanted.key().equals("R");
                call.send(
                        new Updated(
                                Optional.of(now).filter(_ -> resources),
                                Optional.of(now).filter(_ -> !resources)));
            }
        }
    }

    private final JobInfoContext context;
    private final OneKey wanted;
    private final Runnable onGone;
    private final Set<Reader> readers = new LinkedHashSet<>();
    private @Nullable JsonObject value;
    private @Nullable EventWatch events;
    private String log = "";
    private int applied;
    private int seen;

    /// @param onGone runs when nobody watches any more
    UpdateWatch(JobInfoContext context, OneKey wanted, Runnable onGone) {
        this.context = context;
        this.wanted = wanted;
        this.onGone = onGone;
    }

    int readers() {
        return readers.size();
    }

    /// The value as it is now, once it is known.
    Optional<JsonObject> value() {
        return Optional.ofNullable(value);
    }

    /// Adds a reader, who gets the value as soon as it is known.
    void add(StreamCall<OneKey, Updated> call) {
        Reader reader = new Reader(call);
        if (value != null && !mayRead(call)) {
            call.fail(Errno.EPERM, "");
            return;
        }
        readers.add(reader);
        call.onClosed(() -> remove(reader));
        if (value != null) {
            reader.show();
        }
    }

    private boolean mayRead(StreamCall<OneKey, Updated> call) {
        return context.access().allows(call.from(), wanted.id(), log);
    }

    private void remove(Reader reader) {
        readers.remove(reader);
        if (readers.isEmpty()) {
            if (events != null) {
                events.cancel();
            }
            onGone.run();
        }
    }

    /// Reads the value and what has changed it, then follows the eventlog.
    void start() {
        Lookup both = new Lookup(wanted.id(), List.of(wanted.key(), "eventlog"), 0);
        JobLookup.start(context, both, SELF)
                .then(this::begin, error -> end(new FluxException(error.errno())));
    }

    private void begin(Found found) {
        if (readers.isEmpty()) {
            return;
        }
        boolean ended = false;
        try {
            log = found.values().text("eventlog").orElse("");
            JsonObject now = parse(found.values().text(wanted.key()).orElse(""));
            for (Eventlog.Event event : decode(log)) {
                applied += JobLookup.changes(wanted.key(), event) ? 1 : 0;
                now = updated(now, event);
                ended |= event.name().equals("clean");
            }
            value = now;
            for (Reader reader : List.copyOf(readers)) {
                if (mayRead(reader.call)) {
                    reader.show();
                } else {
                    reader.call.fail(Errno.EPERM, "");
                }
            }
        } catch (FluxException e) {
            end(e);
            return;
        }
        log = log.substring(0, log.indexOf('\n') + 1);
        if (ended) {
            end(new FluxException(Errno.ENODATA));
        } else if (!readers.isEmpty()) {
            events =
                    new EventWatch(
                            context,
                            new EventWatch.Asker(SELF, () -> 0),
                            WatchEvents.of(wanted.id(), "eventlog", 0),
                            this);
            events.start();
        }
    }

    private static JsonObject parse(String text) {
        try {
            return JsonObject.parse(text);
        } catch (JsonException e) {
            throw new FluxException(Errno.EINVAL, "lookup value cannot be parsed");
        }
    }

    private static List<Eventlog.Event> decode(String log) {
        try {
            return Eventlog.decode(log.getBytes(StandardCharsets.UTF_8));
        } catch (FluxException e) {
            throw new FluxException(e.errno(), "lookup eventlog cannot be parsed");
        }
    }

    private JsonObject updated(JsonObject before, Eventlog.Event event) {
        return JobLookup.updated(context, new JobId(wanted.id()), wanted.key(), before, event);
    }

    @Override
    public void line(String line) {
        JsonObject before = value;
        if (before == null) {
            return;
        }
        Eventlog.Event event;
        try {
            event = Eventlog.decode(line.getBytes(StandardCharsets.UTF_8)).getFirst();
        } catch (FluxException e) {
            end(e);
            return;
        }
        if (JobLookup.changes(wanted.key(), event) && ++seen > applied) {
            value = updated(before, event);
            List.copyOf(readers).forEach(Reader::show);
        }
    }

    @Override
    public void sentinel() {
        // Not asked for.
    }

    @Override
    public void end(FluxException why) {
        for (Reader reader : List.copyOf(readers)) {
            reader.caughtUp();
            reader.call.fail(why);
        }
    }
}
