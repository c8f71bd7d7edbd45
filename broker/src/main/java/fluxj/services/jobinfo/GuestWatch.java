package fluxj.services.jobinfo;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.json.JsonValue;
import fluxj.services.jobinfo.JobInfoProtocol.WatchEvents;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Follows an eventlog of a job's own namespace through the job's life (spec services 19.11): it
/// waits for `start`, reads in the namespace until that is gone, and goes on in the job's
/// directory, where a copy of it is, from the byte where it was.
final class GuestWatch {
    static final String PREFIX = "guest.";

    private final JobInfoContext context;
    private final EventWatch.Asker asker;
    private final WatchEvents wanted;
    private final LogReader reader;
    private @Nullable EventWatch current;
    private boolean sentinelSent;
    private boolean ended;
    private long sent;
    private long seen;

    /// @param wanted with a path below `guest.`
    GuestWatch(
            JobInfoContext context, EventWatch.Asker asker, WatchEvents wanted, LogReader reader) {
        this.context = context;
        this.asker = asker;
        this.wanted = wanted;
        this.reader = reader;
    }

    void start() {
        context.kvs()
                .text(new JobId(wanted.id()).kvs("eventlog"))
                .then(this::begin, error -> end(new FluxException(error.errno())));
    }

    private void begin(String eventlog) {
        if (ended) {
            return;
        }
        boolean started = false;
        try {
            if (!context.access().allows(asker.from(), wanted.id(), eventlog)) {
                throw new FluxException(Errno.EPERM);
            }
            for (Eventlog.Event event :
                    Eventlog.decode(eventlog.getBytes(StandardCharsets.UTF_8))) {
                if (isFinalRelease(event)) {
                    inMain();
                    return;
                }
                started |= event.name().equals("start");
            }
        } catch (FluxException e) {
            end(e);
            return;
        }
        if (started) {
            inNamespace();
        } else {
            awaitStart();
        }
    }

    private static boolean isFinalRelease(Eventlog.Event event) {
        Optional<JsonValue> last = event.context().flatMap(context -> context.get("final"));
        return event.name().equals("release") && last.equals(Optional.of(JsonValue.of(true)));
    }

    private void watch(WatchEvents log, LogReader phase) {
        EventWatch next = new EventWatch(context, asker, log, phase);
        current = next;
        next.start();
    }

    private void awaitStart() {
        watch(WatchEvents.of(wanted.id(), "eventlog", 0), new AwaitStart());
    }

    private void inNamespace() {
        watch(
                new WatchEvents(
                        wanted.id(),
                        wanted.path().substring(PREFIX.length()),
                        wanted.flags(),
                        Optional.of(true),
                        Optional.empty()),
                new InNamespace());
    }

    private void inMain() {
        int flags = wanted.flags() & ~JobInfoProtocol.WAITCREATE;
        watch(
                new WatchEvents(
                        wanted.id(),
                        wanted.path(),
                        sentinelSent ? flags & ~JobInfoProtocol.INITIAL_SENTINEL : flags,
                        Optional.empty(),
                        Optional.of(true)),
                new InMain());
    }

    private void end(FluxException why) {
        if (!ended) {
            ended = true;
            reader.end(why);
        }
    }

    /// Ends it without a further word to the reader.
    void cancel() {
        ended = true;
        if (current != null) {
            current.cancel();
        }
    }

    private final class AwaitStart implements LogReader {
        @Override
        public void line(String line) {
            Eventlog.Event event;
            try {
                event = Eventlog.decode(line.getBytes(StandardCharsets.UTF_8)).getFirst();
            } catch (FluxException e) {
                cancelPhase();
                GuestWatch.this.end(e);
                return;
            }
            if (event.name().equals("start")) {
                cancelPhase();
                inNamespace();
            }
        }

        private void cancelPhase() {
            if (current != null) {
                current.cancel();
            }
        }

        @Override
        public void sentinel() {
            // Not asked for: that there is no namespace yet does not make the log an empty one.
        }

        @Override
        public void end(FluxException why) {
            GuestWatch.this.end(why);
        }
    }

    private abstract class Phase implements LogReader {
        @Override
        public final void sentinel() {
            sentinelSent = true;
            reader.sentinel();
        }
    }

    private final class InNamespace extends Phase {
        @Override
        public void line(String line) {
            sent += bytes(line);
            reader.line(line);
        }

        @Override
        public void end(FluxException why) {
            if (why.errno().equals(Errno.EOPNOTSUPP) && !ended) {
                inMain();
            } else {
                GuestWatch.this.end(why);
            }
        }
    }

    private final class InMain extends Phase {
        @Override
        public void line(String line) {
            seen += bytes(line);
            if (seen > sent) {
                reader.line(line);
            }
        }

        @Override
        public void end(FluxException why) {
            GuestWatch.this.end(why);
        }
    }

    private static int bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8).length;
    }
}
