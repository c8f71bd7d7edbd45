package fluxj.cli;

import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.json.JsonObject;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    void run() {
        List<String> wanted = sources.isEmpty() ? List.of(local ? "local" : "stdin") : sources;
        List<Hostlist> lists = new ArrayList<>();
        for (String source : wanted) {
            lists.add(fetch(source));
        }
        Hostlist hosts = refine(combine(lists));
        if (!quiet) {
            print(hosts);
        } else if (hosts.isEmpty()) {
            throw new CommandFailure(1, "");
        }
    }

    private Hostlist fetch(String source) {
        return switch (source) {
            case "instance", "local", "avail", "available" -> ofInstance(source);
            case "stdin", "-" -> ofInput();
            default -> {
                if (source.startsWith("ƒ") && !fallback) {
                    throw new CommandFailure("ERROR: " + source + ": jobs are not known here yet");
                }
                yield parse(source, "ERROR: Invalid jobid or hostlist " + source);
            }
        };
    }

    private static Hostlist parse(String text, String whenWrong) {
        try {
            return Hostlist.parse(text);
        } catch (FormatException e) {
            throw new CommandFailure(whenWrong);
        }
    }

    private Hostlist ofInstance(String source) {
        try (FluxClient client = console().connect()) {
            Hostlist all =
                    parse(client.attribute("hostlist"), "ERROR: the hostlist attribute is wrong");
            if (!source.startsWith("avail")) {
                return all;
            }
            JsonObject status = client.call("resource.status", 0, JsonObject.EMPTY);
            Idset gone = Words.idset(status.text("offline").orElse(""), "ERROR: bad idset");
            for (String ranks : status.object("drain").orElse(JsonObject.EMPTY).keys()) {
                gone = gone.union(Words.idset(ranks, "ERROR: bad idset"));
            }
            return all.select(Idset.upTo(all.size()).minus(gone));
        } catch (FluxException e) {
            throw new CommandFailure("ERROR: " + e.getMessage());
        }
    }

    private Hostlist ofInput() {
        Hostlist hosts = Hostlist.EMPTY;
        try {
            String text = new String(console().in().readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                hosts =
                        hosts.append(
                                parse(line.strip(), "ERROR: Invalid hostlist on stdin: " + line));
            }
        } catch (IOException e) {
            throw new CommandFailure("ERROR: cannot read standard input: " + e.getMessage());
        }
        return hosts;
    }

    private Hostlist combine(List<Hostlist> lists) {
        Hostlist result = lists.getFirst();
        for (Hostlist next : lists.subList(1, lists.size())) {
            if (intersect) {
                result = result.intersect(next).uniq();
            } else if (xor) {
                result = result.minus(next).append(next.minus(result)).uniq();
            } else if (minus) {
                result = result.minus(next);
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
            throw new CommandFailure("ERROR: invalid --exclude: " + what);
        }
        try {
            return hosts.select(Idset.upTo(hosts.size()).minus(Idset.parse(what)));
        } catch (FormatException notIndices) {
            return hosts;
        }
    }

    private static Hostlist nth(Hostlist hosts, String what) {
        boolean fromEnd = what.startsWith("-");
        Idset ids =
                Words.idset(
                        fromEnd ? what.substring(1) : what, "ERROR: invalid idset: '" + what + "'");
        Idset.Builder chosen = Idset.builder();
        ids.forEach(
                id -> {
                    int index = fromEnd ? hosts.size() - id : id;
                    if (index < 0 || index >= hosts.size()) {
                        throw new CommandFailure("ERROR: Hostlist index out of range");
                    }
                    chosen.add(index);
                });
        return hosts.select(chosen.build());
    }

    private void print(Hostlist hosts) {
        if (find.isPresent()) {
            List<String> places = new ArrayList<>();
            for (String host : parse(find.get(), "ERROR: invalid --find: " + find.get())) {
                OptionalInt place = hosts.find(host);
                if (place.isEmpty()) {
                    throw new CommandFailure("ERROR: host '" + host + "' not found");
                }
                places.add(Integer.toString(place.getAsInt()));
            }
            console().out().println(String.join(" ", places));
        } else if (count) {
            console().out().println(hosts.size());
        } else if (!hosts.isEmpty()) {
            console()
                    .out()
                    .println(
                            expand
                                    ? String.join(delimiter.replace("\\n", "\n"), hosts.toList())
                                    : hosts.toString());
        }
    }
}
