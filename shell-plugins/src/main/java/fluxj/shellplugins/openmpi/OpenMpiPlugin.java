package fluxj.shellplugins.openmpi;

import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;

/// Gives Open MPI a directory of the job's own for its shared memory, unless the option `mpi` is
/// `none`. Without it the ranks of two jobs on a host, or of two brokers' shells, may take the same
/// files, and crash. flux-core's shell does it by its rc file.
final class OpenMpiPlugin implements ShellPlugin {
    private final ShellContext shell;

    private OpenMpiPlugin(ShellContext shell) {
        this.shell = shell;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "openmpi";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new OpenMpiPlugin(shell);
        }
    }

    @Override
    public Promise<Empty> init() {
        if (!shell.options().text("mpi").orElse("").equals("none")) {
            shell.environment()
                    .get("FLUX_JOB_TMPDIR")
                    .ifPresent(
                            directory ->
                                    shell.environment()
                                            .set(
                                                    "OMPI_MCA_btl_vader_backing_directory",
                                                    directory));
        }
        return Promise.of(Empty.EMPTY);
    }
}
