package fluxj.shell;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Taskmap;
import fluxj.job.JobId;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Promise;
import fluxj.services.jobexec.JobExecProtocol;
import fluxj.shell.job.RunningJob;
import fluxj.shell.job.UnsupportedOptions;
import fluxj.shell.spi.Hold;
import fluxj.shell.spi.ShellFailure;
import fluxj.shell.spi.ShellLevel;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.wire.Message;

import java.util.List;
import java.util.function.Consumer;

/// The start of a shell, a step after the other until its tasks run (spec services 15.2): it reads
/// the job, gets its plugins, its script and its tasks, and starts them between two barriers with
/// the job's other shells.
final class ShellStart {
    /// The shell that starts.
    interface Shell {
        /// False once it runs or has failed.
        boolean isStarting();

        /// False once it ends.
        boolean isRunning();

        /// It has this now.
        void enlist(ShellCrew crew);

        /// Its tasks are started next.
        void runs();

        /// Ends it with an exception of the job, in the name of a component.
        void fail(String component, ShellFailure failure);

        /// Ends it without one.
        void abandon(WaitStatus status);
    }

    private final ShellHost host;
    private final JobId id;
    private final ShellCrew.Frame frame;
    private final List<ShellPluginFactory> factories;
    private final Shell shell;

    ShellStart(
            ShellHost host,
            JobId id,
            ShellCrew.Frame frame,
            List<ShellPluginFactory> factories,
            Shell shell) {
        this.host = host;
        this.id = id;
        this.frame = frame;
        this.factories = factories;
        this.shell = shell;
    }

    /// Starts it when what it has to know is there.
    void after(Promise<JobFetch.Fetched> known) {
        known.then(
                fetched -> attempt(() -> read(fetched)),
                error -> {
                    error("job-info: " + error.getMessage());
                    fail("failed to initialize shell info");
                });
    }

    /// Takes the next step when this one is done.
    private <T> void step(Promise<T> done, Consumer<T> next) {
        done.then(
                value -> attempt(() -> next.accept(value)),
                error -> fail(String.valueOf(error.getMessage())));
    }

    /// The same for callbacks, which say by false that one of them failed.
    ///
    /// @param note of the job's exception in that case
    private void step(ShellCrew crew, Promise<Boolean> done, String note, Runnable next) {
        step(
                done,
                good -> {
                    if (!good) {
                        throw new ShellFailure(note + crew.lastFailure());
                    }
                    next.run();
                });
    }

    private void attempt(Runnable step) {
        if (!shell.isStarting()) {
            return;
        }
        try {
            step.run();
        } catch (ShellFailure e) {
            shell.fail("", e);
        } catch (FluxException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    private void fail(String note) {
        shell.fail("", new ShellFailure(note));
    }

    private void error(String message) {
        frame.router().log(ShellLevel.ERROR, "", message);
    }

    private void read(JobFetch.Fetched fetched) {
        int userid = host.place().userid();
        if (fetched.jobspec().userid() != userid) {
            throw new ShellFailure("a job shell of another user cannot run this job");
        }
        RunningJob job;
        try {
            job =
                    new RunningJob(
                            new RunningJob.Identity(
                                    id, userid, fetched.owner() == userid, host.place().rank()),
                            fetched.jobspec().json(),
                            fetched.resources());
        } catch (FluxException e) {
            error(String.valueOf(e.getMessage()));
            throw new ShellFailure("failed to initialize shell info");
        }
        frame.router().setRank(job.rank());
        enlist(job, fetched);
    }

    private void enlist(RunningJob job, JobFetch.Fetched fetched) {
        int verbose = job.spec().options().whole("verbose").orElse(0L).intValue();
        frame.router().setLimit(ShellLevel.verbose(verbose));
        UnsupportedOptions.check(job.spec());
        ShellCrew crew = new ShellCrew(host, job, frame, shell::fail);
        shell.enlist(crew);
        crew.load(factories);
        host.register(job.service(), crew.peers()::request)
                .then(
                        _ -> attempt(() -> findDirectory(crew, fetched)),
                        error -> fail("shell_svc_create: " + error.getMessage()));
    }

    private void findDirectory(ShellCrew crew, JobFetch.Fetched fetched) {
        step(
                crew.findDirectory(fetched.initrc()),
                _ -> {
                    if (crew.script().exists()) {
                        runScript(crew, fetched);
                    } else {
                        mapTasks(crew, fetched);
                    }
                });
    }

    private void runScript(ShellCrew crew, JobFetch.Fetched fetched) {
        step(
                host.attribute("conf.shell_pluginpath")
                        .flatMap(path -> crew.runScript(path.orElse(""), factories)),
                _ -> {
                    UnsupportedOptions.check(crew.job().spec());
                    mapTasks(crew, fetched);
                });
    }

    private void mapTasks(ShellCrew crew, JobFetch.Fetched fetched) {
        step(crew.mapTasks(), map -> initialise(crew, map, fetched.jobidPath()));
    }

    private void initialise(ShellCrew crew, Taskmap map, String jobidPath) {
        crew.createTasks(map, jobidPath);
        step(
                crew,
                crew.callInTurn("shell.init", ShellPlugin::init),
                "shell_init",
                () -> {
                    crew.open();
                    barrier(crew, () -> consult(crew));
                });
    }

    /// Goes on when all shells of the job have come so far. One that is told by EIO that this will
    /// not be ends without a word: the job has its exception already.
    private void barrier(ShellCrew crew, Runnable next) {
        if (crew.job().size() == 1) {
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
                            if (shell.isStarting() || shell.isRunning()) {
                                next.run();
                            }
                        },
                        error -> {
                            if (!error.errno().equals(Errno.EIO)) {
                                error("shell_barrier: " + error.getMessage());
                            }
                            shell.abandon(WaitStatus.exited(1));
                        });
    }

    private void consult(ShellCrew crew) {
        step(
                crew,
                crew.plugins().callInTurn("shell.consult", ShellPlugin::consult),
                "shell_consult",
                () -> postInit(crew));
    }

    private void postInit(ShellCrew crew) {
        if (crew.job().isLeader()) {
            crew.events().emit("shell.init");
        }
        step(
                crew,
                crew.call("shell.post-init", ShellPlugin::postInit),
                "shell_post_init",
                () -> initTasks(crew));
    }

    private void initTasks(ShellCrew crew) {
        crew.initTasks();
        JobScript script = crew.script();
        step(
                crew,
                script.call("task.init", crew.tasks().all())
                        .flatMap(
                                good ->
                                        good
                                                ? script.call("task.exec", crew.tasks().all())
                                                : Promise.of(false)),
                "failed to initialize tasks",
                () -> runTasks(crew));
    }

    private void runTasks(ShellCrew crew) {
        shell.runs();
        Hold starting = frame.holds().add("start");
        crew.startTasks(shell::isRunning);
        crew.call("shell.start", ShellPlugin::start)
                .then(
                        good -> {
                            if (good) {
                                awaitOthers(crew, starting);
                            } else {
                                fail("shell.start callback(s) failed" + crew.lastFailure());
                            }
                        },
                        error -> fail(String.valueOf(error.getMessage())));
    }

    private void awaitOthers(ShellCrew crew, Hold starting) {
        barrier(
                crew,
                () -> {
                    if (crew.job().isLeader()) {
                        crew.events().emit("shell.start");
                    }
                    starting.release();
                });
    }
}
