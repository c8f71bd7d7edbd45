package fluxj.services.jobinfo;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.services.jobinfo.JobInfoProtocol.WatchEvents;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvswatch.KvsWatchProtocol;
import fluxj.wire.Credentials;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Follows one eventlog where it is: in the job's directory, or in the namespace that the job has
/// while it runs (spec services 19.11).
final class EventWatch {
    private static final String MAIN = "eventlog";
    private static final String LAST_EVENT = "clean";

    /// Who asks, and what waits for them.
    record Asker(Credentials from, LongSupplier backlog) {}

    private final JobInfoContext context;
    private final Asker asker;
    private final WatchEvents wanted;
    private final LogReader reader;
    private JobKvs.@Nullable Follow follow;
    private boolean allowed;
    private boolean sentinelSent;
    private boolean ended;

    EventWatch(JobInfoContext context, Asker asker, WatchEvents wanted, LogReader reader) {
        this.context = context;
        this.asker = asker;
        this.wanted = wanted;
        this.reader = reader;
    }

    /// Begins; the reader may be told of the end at once.
    void start() {
        context.readers().add(reader);
        Optional<Boolean> known = context.access().known(asker.from(), wanted.id());
        allowed = asker.from().hasAny(Credentials.OWNER) || known.orElse(false);
        if (!allowed && known.isPresent()) {
            end(new FluxException(Errno.EPERM));
        } else if (allowed || isMain()) {
            open();
        } else {
            context.kvs()
                    .text(new JobId(wanted.id()).kvs(MAIN))
                    .then(this::openIfAllowed, error -> end(new FluxException(error.errno())));
        }
    }

    private void openIfAllowed(String eventlog) {
        if (!ended && isAllowed(eventlog)) {
            open();
        }
    }

    private boolean isAllowed(String eventlog) {
        try {
            allowed = context.access().allows(asker.from(), wanted.id(), eventlog);
        } catch (FluxException e) {
            end(e);
            return false;
        }
        if (!allowed) {
            end(new FluxException(Errno.EPERM));
        }
        return allowed;
    }

    private boolean isMain() {
        return !wanted.guest().orElse(false) && wanted.path().equals(MAIN);
    }

    private boolean isGuestInMain() {
        return wanted.guestInMain().orElse(false);
    }

    private boolean wantsSentinel() {
        return (wanted.flags() & JobInfoProtocol.INITIAL_SENTINEL) != 0;
    }

    /// A log that has come to rest in the job's directory is read, not watched.
    private int flags() {
        if (isGuestInMain()) {
            return KvsProtocol.STREAM;
        }
        return KvsProtocol.WATCH
                | KvsProtocol.WATCH_APPEND
                | ((wanted.flags() & JobInfoProtocol.WAITCREATE) != 0 ? KvsProtocol.WAITCREATE : 0)
                | (wantsSentinel() ? KvsProtocol.WATCH_INITIAL_SENTINEL : 0);
    }

    private void open() {
        JobId id = new JobId(wanted.id());
        KvsWatchProtocol.Lookup lookup =
                wanted.guest().orElse(false)
                        ? new KvsWatchProtocol.Lookup(wanted.path(), flags(), id.namespace())
                        : new KvsWatchProtocol.Lookup(
                                id.kvs(wanted.path()), flags(), KvsProtocol.PRIMARY);
        follow = context.kvs().follow(lookup, asker.backlog(), this::value, this::stopped);
        if (ended) {
            cancel();
        }
    }

    private void value(KvsWatchProtocol.Value value) {
        String text;
        try {
            text = value.val().map(JobKvs::text).orElse("");
        } catch (FluxException e) {
            end(e);
            return;
        }
        if (text.isEmpty()) {
            if (wantsSentinel()) {
                sentinel();
            } else {
                end(new FluxException(Errno.EINVAL, "illegal append of zero bytes"));
            }
        } else if (allowed || isAllowed(text)) {
            lines(text);
        }
    }

    private void lines(String text) {
        int from = 0;
        for (int at = text.indexOf('\n'); at >= 0 && !ended; at = text.indexOf('\n', from)) {
            String line = text.substring(from, at + 1);
            from = at + 1;
            reader.line(line);
            if (isMain() && !ended && isLast(line)) {
                sentinelIfOwed();
                end(new FluxException(Errno.ENODATA));
            }
        }
    }

    private static boolean isLast(String line) {
        if (!line.contains(LAST_EVENT)) {
            return false;
        }
        try {
            return Eventlog.decode(line.getBytes(StandardCharsets.UTF_8))
                    .getFirst()
                    .name()
                    .equals(LAST_EVENT);
        } catch (FluxException e) {
            return false;
        }
    }

    private void sentinelIfOwed() {
        if (wantsSentinel()) {
            sentinel();
        }
    }

    private void sentinel() {
        if (!sentinelSent) {
            sentinelSent = true;
            reader.sentinel();
        }
    }

    private void stopped(FluxException error) {
        boolean known =
                error.errno().equals(Errno.ENOENT)
                        || error.errno().equals(Errno.ENODATA)
                        || error.errno().equals(Errno.EOPNOTSUPP);
        if (!known) {
            context.log().err("watch_continuation: kvs-watch.lookup: " + error.getMessage());
        }
        if (error.errno().equals(Errno.ENODATA) && isGuestInMain() && !ended) {
            sentinelIfOwed();
        }
        end(new FluxException(error.errno()));
    }

    private void end(FluxException why) {
        if (!ended) {
            cancel();
            reader.end(why);
        }
    }

    /// Ends it without a further word to the reader.
    void cancel() {
        ended = true;
        context.readers().remove(reader);
        if (follow != null) {
            follow.cancel();
        }
    }
}
