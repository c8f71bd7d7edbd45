package fluxj.cli.overlay;

import fluxj.cli.Decimals;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.overlay.OverlayProtocol;
import fluxj.overlay.OverlayProtocol.ChildHealth;
import fluxj.overlay.OverlayProtocol.Health;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.time.Duration;
import java.util.Optional;

/// Walks the tree for `overlay status`: asks each broker for its children's health, and presumes
/// the state of those that nobody can be asked about.
final class StatusWalk {
    /// Which brokers to show.
    enum Scope {
        SUMMARY,
        DOWN,
        ALL
    }

    private final FluxClient client;
    private final TreeNode topology;
    private final StatusPrinter printer;
    private final Scope scope;
    private final Options options;

    /// @param timeout limit of one answer; empty waits for ever
    /// @param ghosts true to presume the state below a broker that is gone
    record Options(Optional<Duration> timeout, boolean ghosts) {}

    StatusWalk(
            FluxClient client,
            TreeNode topology,
            StatusPrinter printer,
            Scope scope,
            Options options) {
        this.client = client;
        this.topology = topology;
        this.printer = printer;
        this.scope = scope;
        this.options = options;
    }

    /// Prints the subtree whose root has answered.
    ///
    /// @param millis how long the answer took
    void walk(Health root, double millis) {
        visit(root, millis, 0, true);
    }

    private void visit(Health health, double millis, int level, boolean last) {
        StatusPrinter.Line line =
                new StatusPrinter.Line(
                        health.rank(), health.status(), health.duration(), "", false);
        if (!show(line, true, last, rpcTime(millis))) {
            return;
        }
        int left = health.children().size();
        for (ChildHealth child : health.children()) {
            left--;
            printer.descend(left == 0);
            visitChild(child, level + 1, left == 0);
            printer.ascend();
        }
    }

    private void visitChild(ChildHealth child, int level, boolean last) {
        StatusPrinter.Line line =
                new StatusPrinter.Line(
                        child.rank(),
                        child.status(),
                        child.duration(),
                        child.error().orElse(""),
                        false);
        if (!show(line, false, last, "")) {
            return;
        }
        if (child.isGone() || !ask(child.rank(), level, last)) {
            if (options.ghosts()) {
                topology.find(child.rank()).ifPresent(node -> presume(node, child.status()));
            }
        }
    }

    private boolean ask(int rank, int level, boolean last) {
        long start = System.nanoTime();
        Health health;
        try {
            health = fetch(rank);
        } catch (FluxException e) {
            printer.printError(rank, e.getMessage() + "", last, rpcTime(since(start)));
            return false;
        }
        visit(health, since(start), level, last);
        return true;
    }

    private Health fetch(int rank) {
        Promise<Health> reply = client.ask(OverlayProtocol.HEALTH, rank, Empty.EMPTY);
        return options.timeout().isPresent()
                ? client.get(reply, options.timeout().get())
                : client.get(reply);
    }

    static double since(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e6;
    }

    private String rpcTime(double millis) {
        return printer.verbose() < 2 ? "" : " (" + Decimals.of(millis, 3) + " ms)";
    }

    private void presume(TreeNode node, String status) {
        int left = node.children().size();
        for (TreeNode child : node.children()) {
            left--;
            printer.descend(left == 0);
            StatusPrinter.Line line = new StatusPrinter.Line(child.rank(), status, -1, "", true);
            if (show(line, false, left == 0, "")) {
                presume(child, status);
            }
            printer.ascend();
        }
    }

    /// Prints a broker if it is to be shown; true when its children are to be looked at.
    ///
    /// @param asked true for a broker that has answered for itself
    private boolean show(StatusPrinter.Line line, boolean asked, boolean last, String suffix) {
        if (scope == Scope.SUMMARY) {
            printer.printSummary(line, suffix);
            return false;
        }
        if (scope == Scope.DOWN && line.status().equals("full")) {
            return false;
        }
        Idset subtree = topology.find(line.rank()).map(TreeNode::ranks).orElse(Idset.EMPTY);
        boolean parent = subtree.size() > 1;
        boolean gone = line.status().equals("lost") || line.status().equals("offline");
        if (asked || gone || (!parent && printer.verbose() < 2)) {
            printer.print(line, subtree, last, suffix);
        }
        return parent || printer.verbose() >= 2;
    }
}
