package fluxj.services.joblist;

import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;
import fluxj.rpc.SlowReader;
import fluxj.rpc.StreamCall;
import fluxj.services.joblist.JobListProtocol.JobStats;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// Who follows the counts. Changes are told of together, and a reader that is behind gets the
/// counts of when it has caught up.
final class StatsWatchers {
    private static final Duration TOGETHER = Duration.ofMillis(200);

    private final class Watcher {
        private final StreamCall<Empty, JobStats> call;
        private final SlowReader pace;
        private boolean owed;

        private Watcher(StreamCall<Empty, JobStats> call) {
            this.call = call;
            this.pace = new SlowReader(reactor, call::backlog, this::caughtUp);
        }

        private void show() {
            owed = true;
            if (!pace.isBehind()) {
                caughtUp();
            }
        }

        private void caughtUp() {
            if (owed) {
                owed = false;
                call.send(stats.get());
            }
        }
    }

    private final Reactor reactor;
    private final Supplier<JobStats> stats;
    private final Set<Watcher> watchers = new LinkedHashSet<>();
    private boolean armed;

    StatsWatchers(Reactor reactor, Supplier<JobStats> stats) {
        this.reactor = reactor;
        this.stats = stats;
    }

    int size() {
        return watchers.size();
    }

    /// Shows the counts and, if that is wanted, goes on to.
    void add(StreamCall<Empty, JobStats> call) {
        if (call.isStreaming()) {
            Watcher watcher = new Watcher(call);
            watchers.add(watcher);
            call.onClosed(() -> watchers.remove(watcher));
        }
        call.send(stats.get());
    }

    /// The counts have changed.
    void changed() {
        if (!armed && !watchers.isEmpty()) {
            armed = true;
            reactor.after(
                    TOGETHER,
                    () -> {
                        armed = false;
                        List.copyOf(watchers).forEach(Watcher::show);
                    });
        }
    }
}
