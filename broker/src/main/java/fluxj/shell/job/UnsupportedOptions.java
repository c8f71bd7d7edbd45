package fluxj.shell.job;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.shell.spi.ShellOptions;

/// What flux-core's shell does and this one does not: a job that would do something else without it
/// is refused (spec services 15.10).
public final class UnsupportedOptions {
    private static final String WAY_OUT =
            ": name flux-core's shell as job shell ([exec] job-shell) to run this job";

    private UnsupportedOptions() {}

    /// Looks for options that cannot be left out.
    ///
    /// @throws FluxException ENOTSUP for an option that the job cannot do without
    public static void check(ShellJobspec jobspec) {
        ShellOptions options = jobspec.options();
        if (options.text("mpi").orElse("none").startsWith("spectrum")) {
            throw refusal("shell option mpi=" + options.text("mpi").orElse(""));
        }
    }

    private static FluxException refusal(String what) {
        return new FluxException(
                Errno.EOPNOTSUPP, what + " is not supported by this shell" + WAY_OUT);
    }
}
