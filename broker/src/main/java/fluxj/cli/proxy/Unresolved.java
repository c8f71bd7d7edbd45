package fluxj.cli.proxy;

import fluxj.cli.CommandFailure;

/// Why a target leads to no instance.
final class Unresolved {
    private Unresolved() {}

    static CommandFailure because(String line) {
        return new CommandFailure("ERROR: " + line);
    }
}
