package fluxj.cli.pmi;

import fluxj.cli.Console;
import fluxj.cli.Words;
import fluxj.format.Idset;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `fluxj pmi get`: get PMI KVS key.
@Command(name = "get", description = "Get PMI KVS key", sortOptions = false)
final class PmiGetCommand extends PmiCommand {
    private static final String ALL = "all";

    @Option(
            names = "--ranks",
            paramLabel = "{IDSET|all}",
            description = "Print value on specified ranks (default: 0)")
    private String ranks = "0";

    @Parameters(paramLabel = "KEY", arity = "0..*")
    private List<String> keys = new ArrayList<>();

    private Optional<Idset> chosen = Optional.empty();

    PmiGetCommand(Console console, PmiGroup options) {
        super(console, options);
    }

    @Override
    void check() {
        if (!ranks.equals(ALL)) {
            chosen = Optional.of(Words.idset(ranks, "could not decode --ranks argument"));
        }
    }

    @Override
    void run(PmiSession pmi) {
        if (chosen.isEmpty() || chosen.get().contains(pmi.rank())) {
            for (String key : keys) {
                console().out().println(pmi.get(key));
            }
        }
    }
}
