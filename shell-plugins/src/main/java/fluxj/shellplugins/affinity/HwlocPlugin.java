package fluxj.shellplugins.affinity;

import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.format.IoReason;
import fluxj.platform.topology.LocalHost;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellHardware;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// Leaves hwloc's document of this host in the job's temporary directory, for tasks whose hwloc
/// then need not look at the hardware (option `hwloc.xmlfile`).
final class HwlocPlugin implements ShellPlugin {
    private static final String VARIABLE = "HWLOC_XMLFILE";

    /// @param xmlfile not 0 writes the file
    /// @param restrict not 0 leaves out what the job does not have
    private record Wish(Optional<Integer> xmlfile, Optional<Integer> restrict) {}

    private final ShellContext shell;

    private HwlocPlugin(ShellContext shell) {
        this.shell = shell;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "hwloc";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new HwlocPlugin(shell);
        }
    }

    @Override
    public Promise<Empty> init() {
        Optional<Wish> wish = shell.options().group("hwloc", Wish.class);
        if (wish.flatMap(Wish::xmlfile).orElse(0) == 0) {
            return Promise.of(Empty.EMPTY);
        }
        boolean restricted = wish.flatMap(Wish::restrict).orElse(0) != 0;
        Path file = Path.of(shell.environment().get("FLUX_JOB_TMPDIR").orElse("/tmp"), "hwloc.xml");
        return shell.hardware()
                .flatMap(
                        hardware ->
                                shell.reactor()
                                        .blocking(
                                                () -> write(file, document(hardware, restricted))))
                .map(
                        length -> {
                            shell.log()
                                    .debug("Writing " + length + " bytes to HWLOC_XMLFILE=" + file);
                            if (shell.environment().get(VARIABLE).isEmpty()) {
                                shell.environment().set(VARIABLE, file.toString());
                            }
                            // With it hwloc would not look at the file.
                            shell.environment().unset("HWLOC_COMPONENTS");
                            return Empty.EMPTY;
                        });
    }

    private String document(ShellHardware hardware, boolean restricted) throws IOException {
        if (!restricted) {
            return hardware.xml();
        }
        Idset.Builder cpus = Idset.builder();
        shell.job()
                .node()
                .cores()
                .forEach(
                        core -> {
                            if (core < hardware.cores().size()) {
                                hardware.cores().get(core).forEach(cpus::add);
                            }
                        });
        return LocalHost.xmlOf(cpus.build());
    }

    private static int write(Path file, String text) {
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-r-----")));
            Files.writeString(file, text, StandardOpenOption.WRITE);
            return text.length();
        } catch (IOException e) {
            throw new FluxException(FluxException.of(e).errno(), file + ": " + IoReason.of(e));
        }
    }
}
