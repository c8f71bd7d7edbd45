package fluxj.shell;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Taskmap;
import fluxj.job.JobId;
import fluxj.json.JsonObject;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.services.jobexec.JobExecProtocol;
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

/// One shell of a job, from its start to its end (spec services 15.2): it gets to know the job,
/// makes and starts the tasks of its node between two barriers with the other shells, and ends when
/// nothing holds it any more. The leader, which is the shell of the first node, writes the job's
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
        /// Nothing does, or the shell has failed.
        ENDING,
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
    private Optional<String> jobidPath = Optional.empty();
    private String initrc = "";

    /// A shell that was not started.
    ///
    /// @param factories the plugins that it has
    public JobShell(ShellHost host, JobId id, List<ShellPluginFactory> factories) {
        this.host = host;
        this.id = id;
        this.factories = factories;
        commits =
                new GuestCommits(host.rpc(), host.reactor(), "job-" + id.dec(), this::commitFailed);
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
                        error -> fail("", "event subscription failed: " + error.getMessage()));
        fetch.start(this::resourcesChanged)
                .then(
                        this::fetched,
                        error -> {
                            error("job-info: " + error.getMessage());
                            fail("", "failed to initialize shell info");
                        });
        return end;
    }

    private void error(String message) {
        router.log(ShellLevel.ERROR, "", message);
    }

    private void fetched(JobFetch.Fetched fetched) {
        jobidPath = Optional.of(fetched.jobidPath());
        initrc = fetched.initrc();
        if (fetched.jobspec().userid() != host.place().userid()) {
            fail("", "a job shell of another user cannot run this job");
            return;
        }
        RunningJob job;
        try {
            Allotment allotment = Allotment.of(fetched.resources());
            job =
                    new RunningJob(
                            new RunningJob.Identity(
                                    id,
                                    host.place().userid(),
                                    fetched.owner() == host.place().userid(),
                                    host.place().rank()),
                            ShellJobspec.of(fetched.jobspec().json(), allotment),
                            fetched.resources());
        } catch (FluxException e) {
            error(String.valueOf(e.getMessage()));
            fail("", "failed to initialize shell info");
            return;
        }
        router.setRank(job.rank());
        attempt(() -> enlist(job));
    }

    /// Runs a step of the start, which an error of an option ends.
    private void attempt(Runnable step) {
        if (phase != Phase.STARTING) {
            return;
        }
        try {
            step.run();
        } catch (ShellFailure e) {
            fail("", e);
        } catch (FluxException e) {
            fail("", String.valueOf(e.getMessage()));
        }
    }

    private void enlist(RunningJob job) {
        int verbose = job.spec().options().whole("verbose").orElse(0L).intValue();
        router.setLimit(ShellLevel.verbose(verbose));
        UnsupportedOptions.check(job.spec());
        ShellCrew made =
                new ShellCrew(host, job, new ShellCrew.Frame(router, commits, holds), this::fail);
        crew = made;
        made.load(factories);
        host.register(job.service(), made.peers()::request)
                .then(
                        _ -> attempt(() -> findDirectory(made)),
                        error -> fail("", "shell_svc_create: " + error.getMessage()));
    }

    private void findDirectory(ShellCrew made) {
        made.findDirectory(initrc)
                .then(
                        _ ->
                                attempt(
                                        () -> {
                                            if (made.hasScript()) {
                                                runScript(made);
                                            } else {
                                                mapTasks(made);
                                            }
                                        }),
                        this::failSoftly);
    }

    private void runScript(ShellCrew made) {
        host.attribute("conf.shell_pluginpath")
                .flatMap(path -> made.runScript(path.orElse(""), factories))
                .then(
                        _ ->
                                attempt(
                                        () -> {
                                            UnsupportedOptions.check(made.job().spec());
                                            mapTasks(made);
                                        }),
                        this::failSoftly);
    }

    private void mapTasks(ShellCrew made) {
        made.mapTasks().then(map -> attempt(() -> initialise(made, map)), this::failSoftly);
    }

    private void failSoftly(FluxException error) {
        fail("", String.valueOf(error.getMessage()));
    }

    private void initialise(ShellCrew made, Taskmap map) {
        made.createTasks(map, jobidPath.orElse("/"));
        made.plugins()
                .callInTurn("shell.init", ShellPlugin::init)
                .flatMap(good -> andScript(made, "shell.init", good))
                .then(
                        good ->
                                attempt(
                                        () -> {
                                            if (!good) {
                                                throw new ShellFailure("shell_init");
                                            }
                                            made.open();
                                            barrier(made, () -> consult(made));
                                        }),
                        this::failSoftly);
    }

    /// Goes on when all shells of the job have come so far. One that is told by EIO that this will
    /// not be ends without a word: the job has its exception already.
    private void barrier(ShellCrew made, Runnable next) {
        if (made.job().size() == 1) {
            next.run();
            return;
        }
        host.rpc()
                .call(
                        JobExecProtocol.SHELL_BARRIER,
                        Message.NODEID_ANY,
                        new JobExecProtocol.ShellBarrier(id.value(), host.place().rank()))
                .then(
                        _ -> {
                            if (phase == Phase.STARTING || phase == Phase.RUNNING) {
                                next.run();
                            }
                        },
                        error -> {
                            if (!error.errno().equals(Errno.EIO)) {
                                error("shell_barrier: " + error.getMessage());
                            }
                            abandon(WaitStatus.exited(1));
                        });
    }

    /// The script has its turn after the plugins, unless one of them failed.
    private static Promise<Boolean> andScript(ShellCrew made, String topic, boolean good) {
        return good ? made.callScript(topic, List.of()) : Promise.of(false);
    }

    private void consult(ShellCrew made) {
        made.plugins()
                .callInTurn("shell.consult", ShellPlugin::consult)
                .then(
                        good ->
                                attempt(
                                        () -> {
                                            require(good, "shell_consult");
                                            startTasks(made);
                                        }),
                        this::failSoftly);
    }

    private void startTasks(ShellCrew made) {
        if (made.job().isLeader()) {
            made.events().emit("shell.init");
        }
        made.plugins().call("shell.post-init", ShellPlugin::postInit);
        made.callScript("shell.post-init", List.of())
                .then(
                        good ->
                                attempt(
                                        () -> {
                                            require(good, "shell_post_init");
                                            initTasks(made);
                                        }),
                        this::failSoftly);
    }

    private static void require(boolean good, String note) {
        if (!good) {
            throw new ShellFailure(note);
        }
    }

    private void initTasks(ShellCrew made) {
        made.initTasks();
        made.callScript("task.init", made.tasks().all())
                .flatMap(
                        good ->
                                good
                                        ? made.callScript("task.exec", made.tasks().all())
                                        : Promise.of(false))
                .then(
                        good ->
                                attempt(
                                        () -> {
                                            require(good, "failed to initialize tasks");
                                            runTasks(made);
                                        }),
                        this::failSoftly);
    }

    private void runTasks(ShellCrew made) {
        phase = Phase.RUNNING;
        Hold starting = holds.add("start");
        made.startTasks(() -> phase == Phase.RUNNING);
        made.plugins().call("shell.start", ShellPlugin::start);
        made.callScript("shell.start", List.of())
                .then(
                        good -> {
                            if (good) {
                                awaitOthers(made, starting);
                            } else {
                                fail("", "shell.start callback(s) failed");
                            }
                        },
                        this::failSoftly);
    }

    private void awaitOthers(ShellCrew made, Hold starting) {
        barrier(
                made,
                () -> {
                    if (made.job().isLeader()) {
                        made.events().emit("shell.start");
                    }
                    starting.release();
                });
    }

    private void resourcesChanged(JsonObject resources) {
        if (crew != null && phase == Phase.RUNNING) {
            crew.job().setResources(resources);
            crew.plugins().call("shell.resource-update", ShellPlugin::resourceUpdate);
            crew.tellScript("shell.resource-update");
        }
    }

    private void event(Event event) {
        if (crew != null) {
            crew.peers().event(event.topic().substring(ShellProtocol.events(id).length()), event);
        }
    }

    /// A signal for the shell itself: SIGKILL ends it and its tasks, others go to the tasks. Before
    /// there are any, each ends the shell.
    public void signal(int signum) {
        if (phase == Phase.STARTING || signum == Signum.SIGKILL) {
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

    private void fail(String component, String note) {
        fail(component, new ShellFailure(note));
    }

    private void fail(String component, ShellFailure failure) {
        if (forced != null || phase == Phase.ENDING || phase == Phase.ENDED) {
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

    /// Ends without waiting for more than that the tasks are dead.
    private void abandon(WaitStatus status) {
        if (forced != null || phase == Phase.ENDING || phase == Phase.ENDED) {
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
        phase = Phase.ENDING;
        ShellCrew made = crew;
        if (made == null) {
            leave();
            return;
        }
        made.plugins()
                .callInTurn("shell.exit", ShellPlugin::exit)
                .flatMap(good -> andScript(made, "shell.exit", good))
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
        fetch.stop();
        ShellCrew made = crew;
        if (made != null) {
            made.peers().close();
            made.closeScript();
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
        phase = Phase.ENDED;
        WaitStatus status = forced;
        end.complete(status == null ? WaitStatus.exited(1) : status);
    }
}
