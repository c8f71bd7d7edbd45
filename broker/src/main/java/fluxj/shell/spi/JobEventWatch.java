package fluxj.shell.spi;

import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.rpc.RpcClient;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// The events of a shell's own job from its first on, until they are [stopped][#stop]: what a
/// plugin's counterpart in the job manager has to tell it.
public final class JobEventWatch {
    /// Hears of them.
    public interface Listener {
        /// One after the other.
        void event(Eventlog.Event event);

        /// None comes any more.
        ///
        /// @param error why, as a line
        void failed(FluxException error);

        /// A line of the eventlog is no event; none comes any more.
        default void malformed(FluxException error) {
            failed(new FluxException(error.errno(), "error parsing eventlog entry"));
        }
    }

    private final Listener listener;
    private RpcClient.@Nullable Stream watch;

    private JobEventWatch(Listener listener) {
        this.listener = listener;
    }

    /// Begins to listen.
    public static JobEventWatch follow(ShellContext shell, Listener listener) {
        JobEventWatch events = new JobEventWatch(listener);
        events.watch =
                shell.rpc()
                        .open(
                                JobInfoProtocol.EVENTLOG_WATCH,
                                Message.NODEID_ANY,
                                JobInfoProtocol.WatchEvents.of(
                                        shell.job().id().value(), "eventlog", 0),
                                line -> line.event().ifPresent(events::read),
                                events::failed);
        return events;
    }

    private void read(String lines) {
        List<Eventlog.Event> events;
        try {
            events = Eventlog.decode(lines.getBytes(StandardCharsets.UTF_8));
        } catch (FluxException e) {
            stop();
            listener.malformed(e);
            return;
        }
        for (Eventlog.Event event : events) {
            if (watch != null) {
                listener.event(event);
            }
        }
    }

    private void failed(FluxException error) {
        watch = null;
        listener.failed(
                new FluxException(
                        error.errno(), "error reading job eventlog: " + error.getMessage()));
    }

    /// The listener hears nothing more; may be called at any time.
    public void stop() {
        RpcClient.Stream following = watch;
        if (following != null) {
            watch = null;
            following.cancel(JobInfoProtocol.EVENTLOG_WATCH_CANCEL);
            following.forget();
        }
    }
}
