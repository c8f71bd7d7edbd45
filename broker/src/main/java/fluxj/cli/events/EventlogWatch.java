package fluxj.cli.events;

import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.rpc.RpcClient;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.services.jobinfo.JobInfoProtocol.EventLine;
import fluxj.services.jobinfo.JobInfoProtocol.WatchEvents;
import fluxj.wire.Message;

import java.nio.charset.StandardCharsets;

/// One eventlog of a job, followed until it ends.
public final class EventlogWatch {
    /// The events of the job itself.
    public static final String MAIN = "eventlog";

    /// What job execution and the shell tell.
    public static final String EXEC = "guest.exec.eventlog";

    /// What the tasks write (RFC 24).
    public static final String OUTPUT = "guest.output";

    /// Takes what is in the log.
    public interface Listener {
        void onEvent(Eventlog.Event event);

        /// All events that were there at first have come.
        default void onSentinel() {}

        /// No more will come; ENODATA when all went well.
        void onEnd(FluxException error);
    }

    private final Listener listener;
    private final RpcClient.Stream stream;
    private boolean over;

    private EventlogWatch(FluxClient client, JobId id, String path, int flags, Listener listener) {
        this.listener = listener;
        stream =
                client.open(
                        JobInfoProtocol.EVENTLOG_WATCH,
                        Message.NODEID_ANY,
                        WatchEvents.of(id.value(), path, flags),
                        this::take,
                        this::end);
    }

    /// Begins to follow a log.
    ///
    /// @param path below the job's directory
    public static EventlogWatch open(FluxClient client, JobId id, String path, Listener listener) {
        return new EventlogWatch(client, id, path, 0, listener);
    }

    /// The same, with a call of [Listener#onSentinel].
    public static EventlogWatch openWithSentinel(
            FluxClient client, JobId id, String path, Listener listener) {
        return new EventlogWatch(client, id, path, JobInfoProtocol.INITIAL_SENTINEL, listener);
    }

    /// The same for a log that may not be there yet.
    public static EventlogWatch openWaiting(
            FluxClient client, JobId id, String path, Listener listener) {
        return new EventlogWatch(client, id, path, JobInfoProtocol.WAITCREATE, listener);
    }

    private void take(EventLine line) {
        if (over) {
            return;
        }
        if (line.event().isEmpty()) {
            listener.onSentinel();
            return;
        }
        for (Eventlog.Event event :
                Eventlog.decode(line.event().get().getBytes(StandardCharsets.UTF_8))) {
            if (!over) {
                listener.onEvent(event);
            }
        }
    }

    private void end(FluxException error) {
        if (!over) {
            over = true;
            listener.onEnd(error);
        }
    }

    /// Asks the service to end it; the end comes as ENODATA.
    public void cancel() {
        stream.cancel(JobInfoProtocol.EVENTLOG_WATCH_CANCEL);
    }

    /// Ends it without another word to the listener.
    public void stop() {
        over = true;
        cancel();
        stream.forget();
    }
}
