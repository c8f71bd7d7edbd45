package fluxj.shellplugins.cgroup;

import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;
import fluxj.shell.spi.Hold;
import fluxj.shell.spi.KvsLimit;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellTask;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/// Tells the user when the kernel killed tasks for want of memory, and makes tasks more or less
/// likely to be the ones (option `oom.adjust`).
final class OomPlugin implements ShellPlugin {
    private static final Path ROOT = Path.of("/");
    private static final String EVENTS = "memory.events";
    private static final String KILLS = "oom_kill";

    private record Wish(Optional<Integer> adjust) {}

    /// What was found after a look.
    ///
    /// @param kills so far, in the whole group
    private record Count(long kills, OptionalLong peak) {}

    private final ShellContext shell;
    private final Factory factory;
    private final Optional<Integer> adjust;
    private Optional<Cgroup> group = Optional.empty();
    private long known;

    private OomPlugin(ShellContext shell, Factory factory) {
        this.shell = shell;
        this.factory = factory;
        adjust = shell.options().group("oom", Wish.class).flatMap(Wish::adjust);
    }

    /// Makes it, and looks for the control group once: a process stays in its own.
    public static final class Factory implements ShellPluginFactory {
        private @Nullable Promise<Optional<Cgroup>> group;

        private Promise<Optional<Cgroup>> group(Reactor reactor) {
            Promise<Optional<Cgroup>> known = group;
            if (known == null) {
                known = reactor.blocking(() -> Cgroup.find(ROOT));
                group = known;
                known.then(_ -> {}, _ -> group = null);
            }
            return known;
        }

        @Override
        public String name() {
            return "oom";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new OomPlugin(shell, this);
        }
    }

    /// Tasks need not wait for this.
    @Override
    public void postInit() {
        Hold hold = shell.hold("oom");
        factory.group(shell.reactor())
                .flatMap(this::begin)
                .then(
                        _ -> hold.release(),
                        error -> {
                            disabled(error.text());
                            hold.release();
                        });
    }

    private void disabled(String why) {
        shell.log().debug("disabling oom detection: " + why);
    }

    private Promise<Empty> begin(Optional<Cgroup> found) {
        if (found.isEmpty()) {
            disabled("incompatible cgroup configuration");
            return Promise.of(Empty.EMPTY);
        }
        return shell.reactor()
                .blocking(
                        () ->
                                found.get().has(EVENTS)
                                        ? found.get().number(EVENTS, KILLS)
                                        : OptionalLong.empty())
                .map(
                        kills -> {
                            if (kills.isEmpty()) {
                                disabled("no " + EVENTS);
                                return Empty.EMPTY;
                            }
                            known = kills.getAsLong();
                            group = found;
                            shell.log().debug("monitoring " + found.get().folder().resolve(EVENTS));
                            return Empty.EMPTY;
                        });
    }

    @Override
    public void taskFork(ShellTask task) {
        if (adjust.isPresent() && task.pid().isPresent()) {
            int pid = task.pid().get();
            String score = Integer.toString(adjust.get());
            shell.reactor()
                    .blocking(
                            () ->
                                    Files.writeString(
                                            Path.of("/proc/" + pid + "/oom_score_adj"), score))
                    .then(
                            _ -> shell.log().debug("pid " + pid + " score_adj " + score),
                            error ->
                                    shell.log()
                                            .debug(
                                                    "pid "
                                                            + pid
                                                            + " score_adj "
                                                            + score
                                                            + ": "
                                                            + error.getMessage()));
        }
    }

    /// What the kernel kills ends by SIGKILL; a look at each end would cost more than it tells.
    @Override
    public void taskExit(ShellTask task) {
        boolean killed =
                task.status()
                        .map(WaitStatus::signum)
                        .filter(signum -> signum == Signum.SIGKILL)
                        .isPresent();
        if (killed && group.isPresent()) {
            Hold hold = shell.hold("oom");
            look(group.get()).then(_ -> hold.release(), _ -> hold.release());
        }
    }

    @Override
    public Promise<Empty> exit() {
        return group.map(this::look).orElseGet(() -> Promise.of(Empty.EMPTY));
    }

    private Promise<Empty> look(Cgroup at) {
        return shell.reactor().blocking(() -> count(at)).map(this::tell);
    }

    private static Count count(Cgroup at) throws IOException {
        return new Count(
                at.number(EVENTS, KILLS).orElse(0),
                at.has("memory.peak") ? at.number("memory.peak") : OptionalLong.empty());
    }

    private Empty tell(Count count) {
        long more = count.kills() - known;
        if (more > 0) {
            known = count.kills();
            shell.log()
                    .error(
                            "Memory cgroup out of memory: killed "
                                    + more
                                    + (more > 1 ? " tasks on " : " task on ")
                                    + shell.hostname()
                                    + ".");
            count.peak()
                    .ifPresent(peak -> shell.log().error("memory.peak = " + KvsLimit.show(peak)));
        }
        return Empty.EMPTY;
    }
}
