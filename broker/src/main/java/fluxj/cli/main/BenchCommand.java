package fluxj.cli.main;

import fluxj.bench.Bench;
import fluxj.bench.BenchPlan;
import fluxj.bench.BenchRow;
import fluxj.bench.Section;
import fluxj.bench.Side;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.Decimals;
import fluxj.cli.FluxCommand;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

@Command(
        name = "bench",
        description = "Measure fluxj against flux-core, both in turns on this machine",
        sortOptions = false)
final class BenchCommand extends FluxCommand {
    private static final int WHAT_WIDTH = 30;
    private static final int VALUE_WIDTH = 10;

    @Option(
            names = "--against",
            paramLabel = "PATH",
            description = "flux-core's flux command (default: the one on PATH)")
    private String against = "flux";

    @Option(
            names = "--of",
            paramLabel = "PATH",
            description = "The other side's command (default: this fluxj)")
    private String of = "";

    @Option(
            names = "--only",
            paramLabel = "PART,...",
            split = ",",
            description =
                    "What to measure: start, ping, kvs, watch, content, restart, jobs,"
                            + " jobrestart, nested, shell, pmi, rabbits")
    private List<String> only = List.of();

    @Option(
            names = "--sizes",
            paramLabel = "N,...",
            split = ",",
            description = "Instance sizes to start and stop (default: 1,4,16,64)")
    private List<Integer> sizes = List.of(1, 4, 16, 64);

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Starts of each size on each side (default: 5)")
    private int rounds = 5;

    @Option(
            names = "--pings",
            paramLabel = "N",
            description = "Timed pings to each rank on each side; 0 for none (default: 20000)")
    private int pings = 20_000;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long each rate is measured on each side (default: 5)")
    private int seconds = 5;

    @Option(
            names = "--keys",
            paramLabel = "N,...",
            split = ",",
            description = "Keys that an instance is restarted with (default: 10000)")
    private List<Integer> keys = List.of(10_000);

    @Option(
            names = "--jobs",
            paramLabel = "N,...",
            split = ",",
            description = "Jobs that are run at once (default: 100,1000,10000)")
    private List<Integer> jobs = List.of(100, 1000, 10_000);

    @Option(
            names = "--restart-jobs",
            paramLabel = "N,...",
            split = ",",
            description = "Jobs that an instance is restarted with (default: 10000)")
    private List<Integer> restartJobs = List.of(10_000);

    @Option(names = "--json", description = "Print one JSON object instead of a table")
    private boolean json;

    BenchCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        if (rounds < 1 || seconds < 1 || pings < 0) {
            throw new CommandFailure("--rounds, --seconds must be > 0 and --pings must be >= 0");
        }
        requirePositive("--sizes", sizes);
        for (int count : keys) {
            if (count < 0) {
                throw new CommandFailure("--keys must be >= 0");
            }
        }
        requirePositive("--jobs", jobs);
        requirePositive("--restart-jobs", restartJobs);
        Side ours = new Side("fluxj", of.isEmpty() ? console().home() + "/bin/fluxj" : of);
        Side theirs = new Side("flux", against);
        BenchPlan plan =
                new BenchPlan(
                        List.of(ours, theirs),
                        sections(),
                        sizes,
                        rounds,
                        pings,
                        seconds,
                        keys,
                        jobs,
                        restartJobs);
        List<BenchRow> rows =
                new Bench(plan, what -> console().err().println("fluxj bench: " + what)).run();
        if (json) {
            console().out().println(json(rows));
        } else {
            printTable(rows);
        }
    }

    private static void requirePositive(String option, List<Integer> counts) {
        for (int count : counts) {
            if (count < 1) {
                throw new CommandFailure(option + " must be > 0");
            }
        }
    }

    private Set<Section> sections() {
        Set<Section> chosen = EnumSet.noneOf(Section.class);
        for (String name : only) {
            chosen.add(
                    Arrays.stream(Section.values())
                            .filter(section -> name.equals(word(section)))
                            .findFirst()
                            .orElseThrow(() -> new CommandFailure("--only: no part " + name)));
        }
        if (only.isEmpty()) {
            chosen.addAll(EnumSet.allOf(Section.class));
        }
        if (pings == 0) {
            chosen.remove(Section.PING);
        }
        return chosen;
    }

    private static String word(Section section) {
        return section.name().toLowerCase(Locale.ROOT);
    }

    private void printTable(List<BenchRow> rows) {
        StringBuilder head = new StringBuilder(" ".repeat(WHAT_WIDTH + 6));
        for (String word : List.of("fluxj", "flux", "ratio", "gain")) {
            right(head, word);
        }
        console().out().println(head);
        for (BenchRow row : rows) {
            StringBuilder line = new StringBuilder(row.what());
            line.append(" ".repeat(WHAT_WIDTH - line.length())).append(' ').append(row.unit());
            line.append(" ".repeat(WHAT_WIDTH + 6 - line.length()));
            for (double value : row.values()) {
                right(line, Decimals.of(value, row.unit().equals("s") ? 3 : 1));
            }
            if (row.compares()) {
                right(line, Decimals.of(row.ratio(), 2));
                right(line, Decimals.of(row.gain(), 2));
            }
            console().out().println(line);
        }
    }

    private static void right(StringBuilder line, String word) {
        line.append(" ".repeat(Math.max(1, VALUE_WIDTH - word.length()))).append(word);
    }

    private JsonObject json(List<BenchRow> rows) {
        List<JsonValue> list = new ArrayList<>();
        for (BenchRow row : rows) {
            JsonObject.Builder object =
                    JsonObject.builder()
                            .put("what", row.what())
                            .put("unit", row.unit())
                            .put("fluxj", row.values().getFirst());
            if (row.compares()) {
                object.put("flux", row.values().get(1))
                        .put("ratio", row.ratio())
                        .put("gain", row.gain());
            }
            list.add(object.build());
        }
        return JsonObject.builder()
                .put("rounds", rounds)
                .put("pings", pings)
                .put("seconds", seconds)
                .put("rows", new JsonArray(list))
                .build();
    }
}
