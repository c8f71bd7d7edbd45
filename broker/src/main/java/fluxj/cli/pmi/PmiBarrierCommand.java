package fluxj.cli.pmi;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.Locale;

/// `fluxj pmi barrier`: execute PMI barrier.
@Command(name = "barrier", description = "Execute PMI barrier", sortOptions = false)
final class PmiBarrierCommand extends PmiCommand {
    @Option(
            names = "--test-count",
            paramLabel = "N",
            description = "For testing, execute N barrier operations (default 1)")
    private int count = 1;

    @Option(
            names = "--test-abort",
            paramLabel = "RANK",
            description = "For testing, RANK calls abort instead of barrier")
    private int abort = -1;

    @Option(
            names = "--test-timing",
            description = "For testing, synchronize then measure barrier time")
    private boolean timing;

    PmiBarrierCommand(Console console, PmiGroup options) {
        super(console, options);
    }

    @Override
    void run(PmiSession pmi) {
        // Those who are started last do not count.
        if (timing) {
            pmi.barrier();
        }
        if (abort != -1 && abort == pmi.rank()) {
            String message = "flux-pmi: rank " + pmi.rank() + " is aborting";
            if (!pmi.abort(message)) {
                console().err().println(message);
            }
            throw new CommandFailure("");
        }
        for (int done = 0; done < count; done++) {
            long start = pmi.nanoTime();
            pmi.barrier();
            if (pmi.rank() == 0) {
                String line = label() + ": completed pmi barrier on " + pmi.size() + " tasks";
                double seconds = (pmi.nanoTime() - start) / 1e9;
                console()
                        .say(
                                timing
                                        ? String.format(Locale.ROOT, "%s in %.3fs.", line, seconds)
                                        : line);
            }
        }
    }
}
