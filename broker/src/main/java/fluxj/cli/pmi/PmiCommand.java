package fluxj.cli.pmi;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;

/// A command that is a client of PMI.
abstract class PmiCommand extends FluxCommand {
    private final PmiGroup options;

    PmiCommand(Console console, PmiGroup options) {
        super(console);
        this.options = options;
    }

    /// Looks at the arguments before PMI is asked for anything.
    void check() {}

    /// What the command is for.
    abstract void run(PmiSession pmi);

    @Override
    protected final void run() {
        check();
        try (PmiSession pmi = PmiSession.open(console(), options)) {
            run(pmi);
            pmi.finish();
        }
    }

    /// What lines of output begin with.
    final String label() {
        String job = console().environment().getOrDefault("FLUX_JOB_ID", "0");
        return console().environment().getOrDefault("FLUX_JOB_CC", job);
    }
}
