package fluxj.cli;

import picocli.CommandLine.Option;

/// The options `-H, --human` and `-d, --delta` of commands whose lines begin with a time.
public final class HumanOptions {
    @Option(
            names = {"-H", "--human"},
            description = "Human readable output")
    private boolean human;

    @Option(
            names = {"-d", "--delta"},
            description = "With --human, show timestamp delta between messages")
    private boolean delta;

    /// Times as people like them.
    public boolean isHuman() {
        return human;
    }

    /// Times since the line before.
    public boolean isDelta() {
        return delta;
    }

    /// @throws CommandFailure when one was given that needs the other
    public void check() {
        if (delta && !human) {
            throw new CommandFailure("--delta can only be used with --human");
        }
    }
}
