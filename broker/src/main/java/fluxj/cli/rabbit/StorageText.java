package fluxj.cli.rabbit;

import fluxj.cli.format.Durations;
import fluxj.coral2.dws.tracker.RabbitVerdict;
import fluxj.coral2.dws.tracker.storage.DataMovement;
import fluxj.coral2.dws.tracker.storage.HostMount;
import fluxj.coral2.dws.tracker.storage.RabbitAllocation;
import fluxj.coral2.dws.tracker.storage.RabbitHealth;
import fluxj.coral2.dws.tracker.storage.RabbitStorage;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Held;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Seen;
import fluxj.coral2.dws.tracker.storage.RabbitWorkflow;
import fluxj.format.Hostlist;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/// What Kubernetes knows of a job, in rows of words.
///
/// @param now in seconds since the epoch
/// @param row takes a label and a text
record StorageText(Seen seen, double now, BiConsumer<String, String> row) {
    private static final int LABEL = 11;
    private static final int MOST = 3;
    private static final double GIB = 1L << 30;

    /// A label and a text as one line.
    static String row(String label, String text) {
        return label + " ".repeat(Math.max(1, LABEL - label.length())) + text;
    }

    /// How long ago a moment is.
    static String since(double moment, double now) {
        return Durations.of(Math.max(0, now - moment));
    }

    /// Writes the rows.
    ///
    /// @param name of the workflow
    void write(String name) {
        Held held = seen.held().orElse(Held.NOTHING);
        Optional<RabbitWorkflow> workflow = seen.workflow();
        row.accept(
                "workflow",
                name + (workflow.isEmpty() ? " is not there" : ": " + state(workflow.get())));
        if (!seen.mounts().isEmpty()) {
            row.accept("mounts", mounts(held.hosts()));
        }
        seen.mounts().stream()
                .filter(mount -> !mount.error().isEmpty())
                .limit(MOST)
                .forEach(mount -> row.accept("", mount.host() + ": " + mount.error()));
        if (!seen.allocations().isEmpty()) {
            row.accept("rabbits", allocations(held.rabbits()));
        }
        if (!seen.movements().isEmpty()) {
            row.accept("movements", movements());
        }
        seen.rabbits().stream()
                .filter(RabbitHealth::isDisabled)
                .limit(MOST)
                .forEach(rabbit -> row.accept("disabled", disabled(rabbit)));
    }

    private String state(RabbitWorkflow workflow) {
        StringBuilder text = new StringBuilder(workflow.desired());
        if (!workflow.state().equals(workflow.desired()) && !workflow.state().isEmpty()) {
            text.append(" wanted, in ").append(workflow.state());
        }
        text.append(workflow.isComplete() ? ", ready" : ", not ready");
        workflow.since().ifPresent(at -> text.append(" for ").append(since(at, now)));
        if (!workflow.health().isEmpty()) {
            text.append(" (").append(workflow.health()).append(')');
        }
        if (!workflow.message().isEmpty()) {
            text.append(": ").append(workflow.message());
        }
        return text.toString();
    }

    private String mounts(Hostlist holding) {
        int all = RabbitStorage.hosts(seen.mounts().stream().map(HostMount::host).toList()).size();
        if (holding.isEmpty()) {
            return "none of " + all + (all == 1 ? " host" : " hosts");
        }
        boolean known =
                seen.mounts().stream()
                        .filter(HostMount::holds)
                        .allMatch(mount -> mount.state().equals("mounted"));
        return holding.size()
                + " of "
                + all
                + (all == 1 ? " host" : " hosts")
                + (known ? " mount still: " : " may mount still: ")
                + RabbitVerdict.shown(holding);
    }

    private String allocations(Hostlist rabbits) {
        long bytes = seen.allocations().stream().mapToLong(RabbitAllocation::bytes).sum();
        List<String> labels =
                seen.allocations().stream().map(RabbitAllocation::label).distinct().toList();
        return String.format(
                Locale.ROOT,
                "%d %s allocations: %s, %.1f GiB of %s",
                rabbits.size(),
                rabbits.size() == 1 ? "holds" : "hold",
                RabbitVerdict.shown(rabbits),
                bytes / GIB,
                String.join(",", labels));
    }

    private String movements() {
        List<DataMovement> all = seen.movements();
        long failed = all.stream().filter(DataMovement::hasFailed).count();
        StringBuilder text = new StringBuilder();
        text.append(all.stream().filter(DataMovement::runs).count())
                .append(" of ")
                .append(all.size())
                .append(" run");
        if (failed > 0) {
            text.append(", ").append(failed).append(" failed");
        }
        all.stream()
                .filter(DataMovement::runs)
                .findFirst()
                .ifPresent(
                        first -> {
                            text.append(": ").append(first.name());
                            first.started()
                                    .ifPresent(at -> text.append(" for ").append(since(at, now)));
                        });
        return text.toString();
    }

    private static String disabled(RabbitHealth rabbit) {
        return rabbit.name()
                + rabbit.date().map(date -> " since " + date).orElse("")
                + rabbit.reason().map(why -> ": " + why).orElse("");
    }
}
