package fluxj.cli.pmi;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.Locale;

/// `fluxj pmi exchange`: perform an allgather style exchange.
@Command(
        name = "exchange",
        description = "Perform an allgather style exchange",
        sortOptions = false)
final class PmiExchangeCommand extends PmiCommand {
    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Execute N exchange operations (default 1)")
    private int count = 1;

    PmiExchangeCommand(Console console, PmiGroup options) {
        super(console, options);
    }

    @Override
    void run(PmiSession pmi) {
        // Those who are started last do not count.
        pmi.barrier();
        for (int done = 0; done < count; done++) {
            long start = pmi.nanoTime();
            exchange(pmi);
            if (pmi.rank() == 0) {
                console()
                        .say(
                                String.format(
                                        Locale.ROOT,
                                        "%s: completed pmi exchange on %d tasks in %.3fs.",
                                        label(),
                                        pmi.size(),
                                        (pmi.nanoTime() - start) / 1e9));
            }
        }
    }

    private static void exchange(PmiSession pmi) {
        pmi.put("key." + pmi.rank(), value(pmi, pmi.rank()));
        pmi.barrier();
        for (int rank = 0; rank < pmi.size(); rank++) {
            String key = "key." + rank;
            if (!pmi.get(key).equals(value(pmi, rank))) {
                throw new CommandFailure("get " + key + ": returned unexpected value");
            }
        }
        // It is over when all have got all.
        pmi.barrier();
    }

    private static String value(PmiSession pmi, int rank) {
        return pmi.name() + "-" + rank + "-" + pmi.size();
    }
}
