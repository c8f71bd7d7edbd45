package fluxj.cli.overlay;

import fluxj.cli.ColourOption;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.Words;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.overlay.OverlayProtocol;
import fluxj.overlay.OverlayProtocol.Health;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

@Command(
        name = "status",
        description = "Display overlay subtree health status",
        sortOptions = false)
final class OverlayStatusCommand extends FluxCommand {
    private static final List<String> STATES =
            List.of("full", "partial", "offline", "degraded", "lost");
    private static final Duration FIRST_REPORT = Duration.ofSeconds(2);
    private static final Duration REPORT_PERIOD = Duration.ofSeconds(10);

    @Option(
            names = {"-r", "--rank"},
            paramLabel = "NODEID",
            description = "Check health of subtree rooted at NODEID (default 0)")
    private int rank;

    @Option(
            names = {"-v", "--verbose"},
            paramLabel = "[LEVEL]",
            description =
                    "Increase reporting detail: 1=show time since current state was entered,"
                            + " 2=show round-trip RPC times.")
    private int verbose;

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "FSD",
            description = "Set RPC timeout, 0=disable (default 0.5s)")
    private String timeout = "0.5s";

    @Option(names = "--summary", description = "Show only the root subtree status.")
    private boolean summary;

    @Option(names = "--down", description = "Show only the partial/degraded subtrees.")
    private boolean down;

    @Option(
            names = "--no-pretty",
            description =
                    "Do not indent entries and use line drawing characters to show overlay tree"
                            + " structure")
    private boolean plain;

    @Option(
            names = "--no-ghost",
            description =
                    "Do not fill in presumed state of nodes that are inaccessible behind"
                            + " offline/lost overlay parents")
    private boolean noGhost;

    @Mixin private ColourOption colour = new ColourOption();

    /// Words that are no options are ignored, as in Flux: `-L never` is `-L` and a word.
    @Parameters(hidden = true, arity = "0..*")
    private List<String> ignored = new ArrayList<>();

    @Option(
            names = {"-H", "--highlight"},
            paramLabel = "TARGET",
            description = "Highlight one or more TARGETs and their ancestors.")
    private List<String> highlight = new ArrayList<>();

    @Option(
            names = {"-w", "--wait"},
            paramLabel = "STATE",
            description =
                    "Wait until subtree enters STATE before reporting (full, partial, offline,"
                            + " degraded, lost)")
    private Optional<String> wait = Optional.empty();

    OverlayStatusCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        double limit = Words.seconds("timeout", timeout);
        boolean colours = colour.colours(console());
        if (wait.isPresent() && !STATES.contains(wait.get())) {
            throw new CommandFailure("invalid --wait state");
        }
        try (FluxClient client = console().connect()) {
            if (wait.isPresent()) {
                console().watchReader(client);
            }
            HostMap hosts = HostMap.of(client);
            Idset marked = marked(hosts, client.size());
            Optional<Duration> time =
                    limit == 0
                            ? Optional.empty()
                            : Optional.of(Duration.ofNanos((long) (limit * 1e9)));
            long start = System.nanoTime();
            Health root = root(client, hosts, time);
            double millis = StatusWalk.since(start);
            StatusPrinter printer =
                    new StatusPrinter(
                            new StatusPrinter.Style(colours, !plain, verbose, marked),
                            hosts,
                            console());
            TreeNode topology = summary ? new TreeNode(0, 0, List.of()) : TreeNode.fetch(client);
            new StatusWalk(
                            client,
                            topology,
                            printer,
                            scope(),
                            new StatusWalk.Options(time, !noGhost))
                    .walk(root, millis);
        }
    }

    private StatusWalk.Scope scope() {
        if (summary) {
            return StatusWalk.Scope.SUMMARY;
        }
        return down ? StatusWalk.Scope.DOWN : StatusWalk.Scope.ALL;
    }

    private Idset marked(HostMap hosts, int size) {
        Idset marked = Idset.EMPTY;
        for (String target : highlight) {
            marked = marked.union(hosts.ranks(target));
        }
        Idset all = Idset.upTo(size);
        Idset wrong = marked.minus(all);
        if (!wrong.isEmpty()) {
            throw new CommandFailure(
                    "--highlight: rank"
                            + (wrong.size() > 1 ? "s " : " ")
                            + wrong
                            + " not in set "
                            + all);
        }
        return marked;
    }

    private Health root(FluxClient client, HostMap hosts, Optional<Duration> limit) {
        Promise<Health> answer =
                wait.isPresent()
                        ? waitFor(client, wait.get())
                        : client.ask(OverlayProtocol.HEALTH, rank, Empty.EMPTY);
        Optional<Timer> reports = wait.map(state -> report(client, hosts, state));
        try {
            return limit.isPresent() ? client.get(answer, limit.get()) : client.get(answer);
        } finally {
            reports.ifPresent(Timer::cancel);
        }
    }

    private Promise<Health> waitFor(FluxClient client, String state) {
        Deferred<Health> reached = new Deferred<>();
        client.open(
                OverlayProtocol.HEALTH,
                rank,
                Empty.EMPTY,
                health -> {
                    if (health.status().equals(state)) {
                        reached.complete(health);
                    }
                },
                error ->
                        reached.fail(
                                error.errno().equals(Errno.ENODATA)
                                        ? new FluxException(Errno.EPROTO)
                                        : error));
        return reached;
    }

    /// Says now and then who keeps the subtree from the state that is waited for.
    private Timer report(FluxClient client, HostMap hosts, String state) {
        Runnable tell =
                () ->
                        MissingBrokers.find(
                                client,
                                hosts,
                                rank,
                                missing -> {
                                    if (!missing.isEmpty()) {
                                        console()
                                                .err()
                                                .println(
                                                        "fluxj overlay: waiting for "
                                                                + state
                                                                + ": "
                                                                + String.join(", ", missing));
                                    }
                                });
        Timer first = client.reactor().after(FIRST_REPORT, tell);
        Timer later = client.reactor().every(REPORT_PERIOD, tell);
        return () -> {
            first.cancel();
            later.cancel();
        };
    }
}
