package fluxj.shellplugins.craypals;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellFailure;
import fluxj.shell.spi.ShellJob;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellTask;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Gives the tasks of a job what Cray MPI wants: an apinfo file, the `PALS_` and `PMI_` variables,
/// and two ports that are free on all its hosts. The last flux-coral2 does not look at, so that two
/// programs on a port make its jobs fail later.
final class CrayPalsPlugin implements ShellPlugin {
    private static final String CONTROL_PORT = "PMI_CONTROL_PORT";
    private static final String SECRET = "PMI_SHARED_SECRET";
    private static final String LIBRARY_PATH = "LD_LIBRARY_PATH";

    /// What a job without us must not have from the one that it was submitted in.
    private static final List<String> VARIABLES =
            List.of(
                    "PALS_NODEID",
                    "PALS_RANKID",
                    "PALS_APINFO",
                    "PALS_APID",
                    "PALS_SPOOL_DIR",
                    "PALS_FD",
                    "PALS_DEPTH",
                    "PALS_LOCAL_RANKID",
                    "PALS_LOCAL_SIZE",
                    "PMI_JOBID",
                    CONTROL_PORT,
                    SECRET,
                    "PMI_LOCAL_RANK",
                    "PMI_LOCAL_SIZE");

    private final ShellContext shell;
    private @Nullable PalsOptions options;
    private @Nullable PortAgreement agreement;
    private Optional<ControlPorts> bootstrap = Optional.empty();
    private String libraryFolder = "";

    private CrayPalsPlugin(ShellContext shell) {
        this.shell = shell;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "pmi-cray-pals";
        }

        @Override
        public List<String> fileNames() {
            return List.of("cray_pals.so");
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new CrayPalsPlugin(shell);
        }
    }

    @Override
    public Promise<Empty> init() {
        if (!PalsOptions.isActive(shell.options())) {
            VARIABLES.forEach(shell.environment()::unset);
            return Promise.of(Empty.EMPTY);
        }
        shell.log().debug("enabled");
        PalsOptions wanted = PalsOptions.of(shell.options());
        options = wanted;
        if (shell.job().size() > 1) {
            agreement = new PortAgreement(shell);
        }
        return findBootstrap(wanted)
                .flatMap(
                        found -> {
                            bootstrap = found;
                            return writeApinfo(wanted);
                        })
                .flatMap(
                        file -> {
                            setVariables(file);
                            return wanted.editsPath() ? findLibrary() : Promise.of(Empty.EMPTY);
                        });
    }

    private Promise<Optional<ControlPorts>> findBootstrap(PalsOptions wanted) {
        if (shell.job().size() > 1 && wanted.wantsBootstrap()) {
            return ControlPortsEvent.await(shell, wanted.timeout());
        }
        return Promise.of(wanted.bootstrap());
    }

    private Promise<String> writeApinfo(PalsOptions wanted) {
        ShellJob job = shell.job();
        String folder =
                shell.environment()
                        .get("FLUX_JOB_TMPDIR")
                        .orElseThrow(
                                () ->
                                        new FluxException(
                                                Errno.ENOENT, "FLUX_JOB_TMPDIR is not set"));
        Apinfo apinfo =
                new Apinfo(
                        wanted.apinfoVersion(),
                        job.hosts(),
                        job.taskmap(),
                        job.slotCount() * job.coresPerSlot() / Math.max(1, job.taskCount()));
        apinfo.check();
        Path file = Path.of(folder, "libpals_apinfo");
        return shell.reactor()
                .blocking(
                        () -> {
                            write(file, apinfo.encode());
                            return file.toString();
                        })
                .map(
                        path -> {
                            shell.log()
                                    .trace(
                                            "created pals apinfo v"
                                                    + apinfo.version()
                                                    + " file "
                                                    + path);
                            return path;
                        });
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            FluxException why = FluxException.of(e);
            throw new FluxException(
                    why.errno(), "Error creating apinfo file " + file + ": " + why.text());
        }
    }

    private void setVariables(String file) {
        String folder = file.substring(0, file.lastIndexOf('/'));
        set("PALS_NODEID", Integer.toString(shell.job().rank()));
        set("PALS_APID", shell.job().id().dec());
        set("PALS_SPOOL_DIR", folder);
        set("PALS_APINFO", file);
        shell.environment().unset(CONTROL_PORT);
        if (bootstrap.isPresent()) {
            set(CONTROL_PORT, bootstrap.get().ports());
            set(SECRET, Long.toUnsignedString(bootstrap.get().secret()));
        } else {
            shell.log().trace(CONTROL_PORT + " is unset");
            shell.log().trace(SECRET + " is unset");
        }
    }

    private void set(String name, String value) {
        shell.environment().set(name, value);
        shell.log().trace("set " + name + " to " + value);
    }

    /// Without flux-core there is no library of its own to hide.
    private Promise<Empty> findLibrary() {
        return shell.pmiLibrary()
                .map(
                        file -> {
                            libraryFolder =
                                    file.map(Path::getParent).map(Path::toString).orElse("");
                            return Empty.EMPTY;
                        });
    }

    @Override
    public Promise<Empty> consult() {
        if (bootstrap.isEmpty()) {
            return Promise.of(Empty.EMPTY);
        }
        ControlPorts wanted = bootstrap.get();
        boolean isGiven = options != null && options.bootstrap().isPresent();
        Promise<ControlPorts> agreed =
                agreement == null || isGiven
                        ? PortAgreement.probe(shell, wanted).map(taken -> orFail(wanted, taken))
                        : agreement.agree(wanted);
        Deferred<Empty> done = new Deferred<>();
        agreed.then(
                found -> done.complete(settled(found)),
                // The job's exception says which port of which host it is about.
                error -> {
                    shell.fail(new ShellFailure(error.text()));
                    done.fail(error);
                });
        return done;
    }

    private ControlPorts orFail(ControlPorts wanted, int taken) {
        if (taken != 0) {
            throw PortAgreement.taken(taken, shell.job().node().name());
        }
        return wanted;
    }

    private Empty settled(ControlPorts agreed) {
        if (!agreed.ports().equals(bootstrap.map(ControlPorts::ports).orElse(""))) {
            set(CONTROL_PORT, agreed.ports());
        }
        return Empty.EMPTY;
    }

    @Override
    public void taskInit(ShellTask task) {
        if (options == null) {
            return;
        }
        task.setenv("PALS_RANKID", Integer.toString(task.rank()));
        shell.log().trace("set PALS_RANKID to " + task.rank());
        String path = task.environment().get(LIBRARY_PATH);
        if (path != null && !libraryFolder.isEmpty()) {
            editPath(task, path);
        }
    }

    /// flux-core's own `libpmi.so` must not come before Cray's.
    private void editPath(ShellTask task, String path) {
        List<String> folders = Arrays.asList(path.split(":"));
        List<String> kept =
                folders.stream()
                        .filter(each -> !each.isEmpty() && !each.equals(libraryFolder))
                        .toList();
        long removed = folders.stream().filter(libraryFolder::equals).count();
        for (long i = 0; i < removed; i++) {
            shell.log().trace("edit " + LIBRARY_PATH + " remove " + libraryFolder);
        }
        if (removed == 0) {
            return;
        }
        if (kept.isEmpty()) {
            task.unsetenv(LIBRARY_PATH);
        } else {
            task.setenv(LIBRARY_PATH, String.join(":", kept));
        }
    }
}
