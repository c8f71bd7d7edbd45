package fluxj.cli.proxy;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;

/// Finds the instance that a user means: by its own URI, as a job, by a process in it, or as a job
/// of Slurm.
public final class UriResolver {
    private final Console console;

    /// Where the user is.
    public UriResolver(Console console) {
        this.console = console;
    }

    /// The URI of a target.
    ///
    /// @throws CommandFailure with the line that says why there is none
    public InstanceUri resolve(String text) {
        Target target = Target.parse(text);
        if (target.scheme().equals("local") || target.scheme().equals("ssh")) {
            return new InstanceUri(text);
        }
        boolean local = target.has("local");
        boolean remote = target.has("remote");
        if (local && remote) {
            throw Unresolved.because("Only one of 'local' or 'remote' is allowed");
        }
        InstanceUri found =
                new InstanceUri(
                        switch (target.scheme()) {
                            case "jobid" -> new JobHierarchy(console, target).uri();
                            case "pid" -> ProcessUri.of(target.first());
                            case "slurm" -> new SlurmJob(target.first()).uri();
                            default ->
                                    throw Unresolved.because(
                                            "No plugin for URI scheme " + target.scheme());
                        });
        if (local) {
            return found.local();
        }
        return remote ? found.remote() : found;
    }
}
