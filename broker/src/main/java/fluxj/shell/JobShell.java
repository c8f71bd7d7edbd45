package fluxj.shell;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.json.JsonObject;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.shell.spi.Hold;
import fluxj.shell.spi.ShellFailure;
import fluxj.shell.spi.ShellLevel;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellProtocol;
import fluxj.wire.Event;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/// One shell of a job, from its start to its end (spec services 15.2): it starts the tasks of its
/// node step by step ([ShellStart]), and ends when nothing holds it any more, when something of it
/// fails, or when it is killed. The leader, which is the shell of the first node, writes the job's
/// events.
public final class JobShell {
    private static final Duration EVENT_BATCH = Duration.ofMillis(10);

    /// How long killed tasks are waited for when the shell has failed.
    private static final Duration FAILURE_LIMIT = Duration.ofSeconds(10);

    private enum Phase {
        /// No task runs.
        STARTING,
        /// Tasks run, or something holds the shell.
        RUNNING,
        /// Nothing does, or the shell has failed: plugins have their last call.
        ENDING,
        /// Only its last words are still on their way.
        LEAVING,
        /// The host knows how it ended.
        ENDED
    }

    private final ShellHost host;
    private final JobId id;
    private final List<ShellPluginFactory> factories;
    private final Deferred<WaitStatus> end = new Deferred<>();
    private final Holds holds = new Holds(this::endWhenFree);
    private final GuestCommits commits;
    private final MessageRouter router;
    private final JobFetch fetch;
    private Phase phase = Phase.STARTING;
    private @Nullable ShellCrew crew;
    private @Nullable WaitStatus forced;

    /// A shell that was not started.
    ///
    /// @param factories the plugins that it has
    public JobShell(ShellHost host, JobId id, List<ShellPluginFactory> factories) {
        this.host = host;
        this.id = id;
        this.factories = factories;
        commits = new GuestCommits(host.rpc(), host.reactor(), id.namespace(), this::commitFailed);
        router = new MessageRouter(eventlog("output"));
        fetch = new JobFetch(host, id);
    }

    /// The plugins on the class path.
    public static List<ShellPluginFactory> installedPlugins() {
        return ServiceLoader.load(ShellPluginFactory.class, JobShell.class.getClassLoader())
                .stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /// ENOTSUP says that the namespace is gone: the job was ended without waiting for this shell,
    /// and nobody can read its last words.
    private void commitFailed(FluxException error) {
        if (!error.errno().equals(Errno.EOPNOTSUPP)) {
            host.complain("flux-shell: " + error.getMessage());
        }
    }

    private JobEventlog eventlog(String key) {
        return new JobEventlog(commits, host.clock(), key, EVENT_BATCH);
    }

    /// Runs it. It never fails: what goes wrong is an exception of the job and an exit code.
    ///
    /// @return how the shell's process ends, or would
    public Promise<WaitStatus> run() {
        Hold[] busy = new Hold[1];
        commits.onBusy(
                on -> {
                    if (on) {
                        busy[0] = holds.add("eventlog");
                    } else {
                        busy[0].release();
                    }
                });
        host.subscribe(ShellProtocol.events(id), this::event)
                .then(
                        _ -> {},
                        error ->
                                fail(
                                        "",
                                        new ShellFailure(
                                                "event subscription failed: "
                                                        + error.getMessage())));
        new ShellStart(
                        host,
                        id,
                        new ShellCrew.Frame(router, commits, holds),
                        factories,
                        new Starting())
                .after(fetch.start(this::resourcesChanged));
        return end;
    }

    /// The shell as its start sees it.
    private final class Starting implements ShellStart.Shell {
        @Override
        public boolean isStarting() {
            return phase == Phase.STARTING;
        }

        @Override
        public boolean isRunning() {
            return phase == Phase.RUNNING;
        }

        @Override
        public void enlist(ShellCrew made) {
            crew = made;
        }

        @Override
        public void runs() {
            phase = Phase.RUNNING;
        }

        @Override
        public void fail(String component, ShellFailure failure) {
            JobShell.this.fail(component, failure);
        }

        @Override
        public void abandon(WaitStatus status) {
            JobShell.this.abandon(status);
        }
    }

    private void resourcesChanged(JsonObject resources) {
        if (crew != null && phase == Phase.RUNNING) {
            crew.job().setResources(resources);
            crew.tell("shell.resource-update", ShellPlugin::resourceUpdate);
        }
    }

    private void event(Event event) {
        if (crew != null) {
            crew.peers().event(event.topic().substring(ShellProtocol.events(id).length()), event);
        }
    }

    /// The shell's rank among those of its job; empty when it never knew.
    public Optional<Integer> rank() {
        return Optional.ofNullable(crew).map(made -> made.job().rank());
    }

    /// A signal for the shell itself: SIGKILL ends it and its tasks, others go to the tasks. Before
    /// there are any, each ends the shell. When it is about to end and does not come to it, SIGKILL
    /// ends that too.
    public void signal(int signum) {
        if (signum == Signum.SIGKILL && phase == Phase.ENDING) {
            forced = WaitStatus.killedBy(signum);
            leave();
        } else if (signum == Signum.SIGKILL && phase == Phase.LEAVING) {
            ended();
        } else if (phase == Phase.STARTING || signum == Signum.SIGKILL) {
            abandon(WaitStatus.killedBy(signum));
        } else if (crew != null) {
            router.log(ShellLevel.DEBUG, "signals", "forwarding signal " + signum + " to tasks");
            crew.tasks().kill(signum);
        }
    }

    private void endWhenFree() {
        if (phase == Phase.RUNNING && forced == null) {
            finish();
        }
    }

    private void fail(String component, ShellFailure failure) {
        if (forced != null) {
            return;
        }
        if (isOver()) {
            router.log(ShellLevel.ERROR, component, failure.note());
            return;
        }
        router.log(ShellLevel.FATAL, component, failure.note());
        host.rpc()
                .call(
                        JobManagerProtocol.RAISE,
                        Message.NODEID_ANY,
                        new JobManagerProtocol.Raise(
                                id.value(),
                                0,
                                "exec",
                                Optional.of(failure.note()),
                                failure.status().map(WaitStatus::raw)))
                .then(
                        _ -> {},
                        error ->
                                host.complain(
                                        "flux-shell: failed to raise job exception: "
                                                + error.getMessage()));
        abandon(WaitStatus.exited(failure.exitCode()));
    }

    private boolean isOver() {
        return phase.compareTo(Phase.ENDING) >= 0;
    }

    /// Ends without waiting for more than that the tasks are dead.
    private void abandon(WaitStatus status) {
        if (forced != null || isOver()) {
            return;
        }
        forced = status;
        phase = Phase.ENDING;
        ShellCrew made = crew;
        if (made == null) {
            leave();
        } else {
            made.tasks().kill(Signum.SIGKILL);
            made.tasks().awaitEnd(host.reactor(), FAILURE_LIMIT, this::finish);
        }
    }

    private void finish() {
        if (phase.compareTo(Phase.ENDING) > 0) {
            return;
        }
        phase = Phase.ENDING;
        ShellCrew made = crew;
        if (made == null) {
            leave();
            return;
        }
        made.exit()
                .then(
                        good -> {
                            if (forced == null) {
                                int code =
                                        good
                                                ? made.tasks().exitCode()
                                                : Math.max(1, made.tasks().exitCode());
                                router.log(ShellLevel.DEBUG, "", "exit " + code);
                                forced = WaitStatus.exited(code);
                            }
                            leave();
                        },
                        _ -> leave());
    }

    /// What was appended is committed first: the namespace may go when the shell has gone.
    private void leave() {
        if (phase.compareTo(Phase.LEAVING) >= 0) {
            return;
        }
        phase = Phase.LEAVING;
        fetch.stop();
        ShellCrew made = crew;
        if (made != null) {
            made.peers().close();
            made.script().close();
        }
        Promise<Empty> unregistered =
                made == null ? Promise.of(Empty.EMPTY) : host.unregister(made.job().service());
        Promise<Empty> unsubscribed = host.unsubscribe(ShellProtocol.events(id));
        commits.flush()
                .flatMap(_ -> unregistered)
                .flatMap(_ -> unsubscribed)
                .then(_ -> ended(), _ -> ended());
    }

    private void ended() {
        if (phase == Phase.ENDED) {
            return;
        }
        phase = Phase.ENDED;
        WaitStatus status = forced;
        end.complete(status == null ? WaitStatus.exited(1) : status);
    }
}
