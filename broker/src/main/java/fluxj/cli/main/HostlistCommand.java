package fluxj.cli.main;

import fluxj.cli.ArgparseErrors;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.Words;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

@Command(
        name = "hostlist",
        description = "Fetch, combine, and manipulate hostlists",
        sortOptions = false)
final class HostlistCommand extends FluxCommand {
    @Option(
            names = {"-e", "--expand"},
            description = "Expand hostlist using defined output delimiter")
    private boolean expand;

    @Option(
            names = {"-d", "--delimiter"},
            paramLabel = "S",
            description = "Set output delimiter for expanded hostlist (default=' ')")
    private String delimiter = " ";

    @Option(
            names = {"-c", "--count"},
            description = "Print the total number of hosts")
    private boolean count;

    @Option(
            names = {"-n", "--nth"},
            paramLabel = "[-]IDS",
            description = "Output hosts at indices in idset IDS (-IDS to index from end)")
    private Optional<String> nth = Optional.empty();

    @Option(
            names = {"-F", "--find"},
            paramLabel = "HOSTS",
            description =
                    "Output indices of HOSTS in target in hostlist. Fails if any host is not"
                            + " found.")
    private Optional<String> find = Optional.empty();

    @Option(
            names = {"-L", "--limit"},
            paramLabel = "N",
            description = "Output at most N hosts (-N for the last N hosts)")
    private int limit;

    @Option(
            names = {"-S", "--sort"},
            description = "Return sorted result")
    private boolean sort;

    @Option(
            names = {"-x", "--exclude"},
            paramLabel = "IDS|HOSTS",
            description = "Exclude all occurrences of HOSTS or indices from final result")
    private Optional<String> exclude = Optional.empty();

    @Option(
            names = {"-u", "--union", "--unique"},
            description = "Return only unique hosts in the final hostlist")
    private boolean union;

    @Option(
            names = {"-i", "--intersect"},
            description = "Return the intersection of all hostlists")
    private boolean intersect;

    @Option(
            names = {"-m", "--minus"},
            description = "Subtract all hostlist args from first argument")
    private boolean minus;

    @Option(
            names = {"-X", "--xor"},
            description = "Return the symmetric difference of all hostlists")
    private boolean xor;

    @Option(
            names = {"-f", "--fallback"},
            description = "Fallback to treating jobids that are not found as hostnames")
    private boolean fallback;

    @Option(
            names = {"-l", "--local"},
            description = "Set the default source to 'local' instead of 'stdin'")
    private boolean local;

    @Option(
            names = {"-q", "--quiet"},
            description = "No output. Exit with nonzero exit status if hostlist is empty")
    private boolean quiet;

    @Parameters(arity = "0..*", paramLabel = "SOURCES")
    private List<String> sources = new ArrayList<>();

    HostlistCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        refuseTogether();
        HostSources from = new HostSources(console(), fallback);
        List<String> wanted = sources.isEmpty() ? List.of(local ? "local" : "stdin") : sources;
        List<Hostlist> lists = new ArrayList<>();
        for (String source : wanted) {
            lists.add(from.fetch(source));
        }
        Hostlist hosts = refine(combine(lists));
        String answer = answer(hosts);
        if (!quiet) {
            console().out().print(answer);
        } else if (hosts.isEmpty()) {
            throw new CommandFailure(1, "");
        }
    }

    private void refuseTogether() {
        ArgparseErrors.refuseTogether(expand, "-e/--expand", count, "-c/--count");
        ArgparseErrors.refuseTogether(intersect, "-i/--intersect", minus, "-m/--minus");
        ArgparseErrors.refuseTogether(intersect, "-i/--intersect", xor, "-X/--xor");
        ArgparseErrors.refuseTogether(minus, "-m/--minus", xor, "-X/--xor");
    }

    private Hostlist combine(List<Hostlist> lists) {
        Hostlist result = lists.getFirst();
        for (Hostlist next : lists.subList(1, lists.size())) {
            if (intersect) {
                result = result.intersect(next).uniq();
            } else if (xor) {
                result = result.minus(next).append(next.minus(result)).uniq();
            } else if (minus) {
                result = result.deleting(next);
            } else {
                result = result.append(next);
            }
        }
        return result;
    }

    private Hostlist refine(Hostlist combined) {
        Hostlist hosts = exclude.isPresent() ? without(combined, exclude.get()) : combined;
        if (sort) {
            hosts = hosts.sorted();
        }
        if (union) {
            hosts = hosts.uniq();
        }
        int size = hosts.size();
        if (limit > 0 && limit < size) {
            hosts = hosts.select(Idset.range(0, limit - 1));
        } else if (limit < 0 && -limit < size) {
            hosts = hosts.select(Idset.range(size + limit, size - 1));
        }
        return nth.isPresent() ? nth(hosts, nth.get()) : hosts;
    }

    private static Hostlist without(Hostlist hosts, String what) {
        try {
            Hostlist left = hosts.minus(Hostlist.parse(what));
            if (left.size() < hosts.size()) {
                return left;
            }
        } catch (FormatException e) {
            throw ArgparseErrors.wrongValue("-x/--exclude", "invalid Hostlist value", what);
        }
        try {
            return hosts.select(Idset.upTo(hosts.size()).minus(Idset.parse(what)));
        } catch (FormatException notIndices) {
            return hosts;
        }
    }

    private static Hostlist nth(Hostlist hosts, String what) {
        boolean fromEnd = what.startsWith("-");
        String digits = fromEnd ? what.substring(1) : what;
        Idset ids = Words.idset(digits, "ERROR: IDset(): Invalid argument: " + digits);
        Idset.Builder chosen = Idset.builder();
        ids.forEach(
                id -> {
                    int index = fromEnd && id > 0 ? hosts.size() - id : id;
                    if (index < 0 || index >= hosts.size()) {
                        throw new CommandFailure("ERROR: Hostlist index out of range");
                    }
                    chosen.add(index);
                });
        return hosts.select(chosen.build());
    }

    private String answer(Hostlist hosts) {
        String wanted = find.orElse("");
        if (!wanted.isEmpty()) {
            return places(hosts, wanted) + "\n";
        }
        if (count) {
            return hosts.size() + "\n";
        }
        if (hosts.isEmpty()) {
            return "";
        }
        return (expand
                        ? String.join(delimiter.replace("\\n", "\n"), hosts.toList())
                        : hosts.toString())
                + "\n";
    }

    private static String places(Hostlist hosts, String wanted) {
        List<String> places = new ArrayList<>();
        for (String host : Words.hostlist(wanted, "ERROR: Invalid hostlist: '" + wanted + "'")) {
            OptionalInt place = hosts.find(host);
            if (place.isEmpty()) {
                throw new CommandFailure("ERROR: host '" + host + "' not found");
            }
            places.add(Integer.toString(place.getAsInt()));
        }
        return String.join(" ", places);
    }
}
