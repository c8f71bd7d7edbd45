package fluxj.cli.jobtap;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.GroupCommand;
import fluxj.cli.JobIds;
import fluxj.cli.format.FieldItem;
import fluxj.cli.format.NamedFormats;
import fluxj.cli.format.OutputFormat;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.job.JobId;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.Empty;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.wire.Message;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The commands of `fluxj housekeeping`: what tidies up after jobs.
public final class HousekeepingCommands {
    private HousekeepingCommands() {}

    /// Both of them under one name.
    public static CommandLine group(Console console) {
        return new CommandLine(new GroupCommand())
                .addSubcommand(new ListRunning(console))
                .addSubcommand(new Kill(console))
                .setCommandName("housekeeping");
    }

    /// Ranks, or the ranks of hosts.
    private static Idset ranks(String text, Hostlist hosts) {
        try {
            return Idset.parse(text);
        } catch (FormatException _) {
            return ranksOfHosts(text, hosts);
        }
    }

    private static Idset ranksOfHosts(String text, Hostlist hosts) {
        Hostlist wanted;
        try {
            wanted = Hostlist.parse(text);
        } catch (FormatException _) {
            throw new CommandFailure("ERROR: --targets must be a valid Idset or Hostlist");
        }
        Idset.Builder ranks = Idset.builder();
        for (String host : wanted) {
            OptionalInt rank = hosts.find(host);
            if (rank.isEmpty()) {
                throw new CommandFailure("ERROR: didn't find " + host + " in instance hostlist");
            }
            ranks.add(rank.getAsInt());
        }
        return ranks.build();
    }

    @Command(name = "list", description = "List running housekeeping", sortOptions = false)
    private static final class ListRunning extends FluxCommand {
        private static final Map<String, String> HEADINGS = headings();
        private static final Map<String, NamedFormats.Named> FORMATS = formats();

        @Option(
                names = {"-i", "--include"},
                paramLabel = "HOSTS|RANKS",
                description = "Limit output to housekeeping jobs on HOSTS|RANKS")
        private Optional<String> include = Optional.empty();

        @Option(
                names = {"-n", "--no-header"},
                description = "Suppress printing of header line")
        private boolean noHeader;

        @Option(
                names = {"-o", "--format"},
                paramLabel = "FORMAT",
                description =
                        "Specify output format using Python's string format syntax or a defined"
                                + " format by name (use 'help' to get a list of names)")
        private String format = "default";

        ListRunning(Console console) {
            super(console);
        }

        private static Map<String, String> headings() {
            Map<String, String> all = new LinkedHashMap<>();
            all.put("id", "JOBID");
            for (JobId.Encoding encoding : JobId.Encoding.values()) {
                all.put("id." + encoding.name().toLowerCase(Locale.ROOT), "JOBID");
            }
            all.put("t_start", "T_START");
            all.put("runtime", "RUNTIME");
            for (String prefix : List.of("", "allocated.")) {
                all.put(prefix + "ranks", "RANKS");
                all.put(prefix + "nodelist", "NODELIST");
                all.put(prefix + "nnodes", "NNODES");
            }
            all.put("pending.ranks", "ACTIVE_RANKS");
            all.put("pending.nodelist", "ACTIVE_NODES");
            all.put("pending.nnodes", "#ACTIVE");
            return all;
        }

        private static Map<String, NamedFormats.Named> formats() {
            Map<String, NamedFormats.Named> all = new LinkedHashMap<>();
            all.put(
                    "default",
                    new NamedFormats.Named(
                            "Default flux-housekeeping format string",
                            "{id.f58:>12} {nnodes:>6} {pending.nnodes:>7} {runtime!F:>8}"
                                    + " {nodelist}"));
            all.put(
                    "pending",
                    new NamedFormats.Named(
                            "flux-housekeeping format string including active nodes only",
                            "{id.f58:>12} {pending.nnodes:>7} {runtime!F:>8} {pending.nodelist}"));
            return all;
        }

        @Override
        protected void run() {
            Optional<String> chosen =
                    NamedFormats.load(console(), "flux-housekeeping", FORMATS).find(format);
            if (chosen.isEmpty()) {
                return;
            }
            OutputFormat layout = OutputFormat.of(chosen.get(), HEADINGS);
            try (FluxClient client = console().connect()) {
                Hostlist hosts = Hostlist.parse(client.attribute("hostlist"));
                Optional<Idset> only = include.map(text -> ranks(text, hosts));
                double now = Instant.now().toEpochMilli() / 1e3;
                JsonObject running =
                        client.call(JobManagerProtocol.STATS_GET, Message.NODEID_ANY, Empty.EMPTY)
                                .housekeeping()
                                .object("running")
                                .orElse(JsonObject.EMPTY);
                List<FieldItem> items = new ArrayList<>();
                for (String id : running.keys()) {
                    JsonObject info = running.object(id).orElse(JsonObject.EMPTY);
                    item(JobIds.parse(id), info, hosts, only, now).ifPresent(items::add);
                }
                layout.print(items, !noHeader, 0, console().out()::println);
            } catch (FluxException e) {
                throw JobtapCommands.failure(e);
            }
        }

        private Optional<FieldItem> item(
                JobId id, JsonObject info, Hostlist hosts, Optional<Idset> only, double now) {
            Idset allocated = shown(info, "allocated", only);
            Idset pending = shown(info, "pending", only);
            if (allocated.isEmpty()) {
                return Optional.empty();
            }
            double start =
                    info.get("t_start").orElse(JsonValue.of(0.0)) instanceof JsonValue.Real real
                            ? real.value()
                            : 0;
            return Optional.of(name -> field(name, id, allocated, pending, hosts, start, now));
        }

        private static Idset shown(JsonObject info, String key, Optional<Idset> only) {
            Idset ranks = Idset.parse(info.text(key).orElse(""));
            return only.map(ranks::intersect).orElse(ranks);
        }

        private JsonValue field(
                String name,
                JobId id,
                Idset allocated,
                Idset pending,
                Hostlist hosts,
                double start,
                double now) {
            if (name.equals("id") || name.startsWith("id.")) {
                JobId.Encoding encoding =
                        JobId.Encoding.named(name.equals("id") ? "f58" : name.substring(3))
                                .orElse(JobId.Encoding.F58);
                return JsonValue.of(JobIds.encode(console(), id, encoding));
            }
            Idset ranks = name.startsWith("pending.") ? pending : allocated;
            return switch (name.substring(name.indexOf('.') + 1)) {
                case "t_start" -> JsonValue.of(start);
                case "runtime" -> JsonValue.of(now - start);
                case "nnodes" -> JsonValue.of(ranks.size());
                case "ranks" -> JsonValue.of(ranks.toString());
                case "nodelist" -> JsonValue.of(hosts.select(ranks).toString());
                default -> JsonValue.of("");
            };
        }
    }

    @Command(name = "kill", description = "Signal running housekeeping", sortOptions = false)
    private static final class Kill extends FluxCommand {
        private static final int SIGTERM = 15;

        @Option(
                names = {"-s", "--signal"},
                paramLabel = "SIGNUM",
                description = "Specify signal number to send to housekeeping task")
        private int signal = SIGTERM;

        @Option(
                names = {"-t", "--targets"},
                paramLabel = "RANKS|HOSTS",
                description = "Only target specific ranks or hostnames")
        private Optional<String> targets = Optional.empty();

        @Option(
                names = {"-j", "--jobid"},
                paramLabel = "JOBID",
                description = "target housekeeping tasks for this jobid")
        private Optional<String> job = Optional.empty();

        @Option(names = "--all", description = "kill all active housekeeping tasks")
        private boolean all;

        Kill(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            if (job.isEmpty() && targets.isEmpty() && !all) {
                throw new CommandFailure(
                        "ERROR: specify at least one of --targets, --jobid, or --all");
            }
            if (all && job.isPresent()) {
                throw new CommandFailure("ERROR: do not specify --jobid with --all");
            }
            Optional<Long> id = job.map(word -> JobIds.parse(word).value());
            try (FluxClient client = console().connect()) {
                Optional<String> ranks =
                        targets.map(
                                text ->
                                        ranks(text, Hostlist.parse(client.attribute("hostlist")))
                                                .toString());
                client.call(
                        JobManagerProtocol.HOUSEKEEPING_KILL,
                        Message.NODEID_ANY,
                        new JobManagerProtocol.HousekeepingKill(signal, id, ranks));
            } catch (FluxException e) {
                throw JobtapCommands.failure(e);
            }
        }
    }
}
