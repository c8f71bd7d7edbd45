package fluxj.cli.rabbit;

import fluxj.coral2.dws.tracker.Orphan;

import java.util.ArrayList;
import java.util.List;

/// A workflow whose job Flux does not know, in words.
final class OrphanText {
    private OrphanText() {}

    /// The lines.
    ///
    /// @param id of the job, as it is to be shown
    /// @param now in seconds since the epoch
    static List<String> lines(Orphan orphan, String id, double now) {
        List<String> lines = new ArrayList<>();
        lines.add("Flux knows no job " + id + ", and its workflow is there still.");
        lines.add(orphan.verdict());
        lines.add("");
        new StorageText(
                        orphan.seen(),
                        now,
                        (label, text) -> lines.add(StorageText.row(label, text)))
                .write(orphan.workflow().name());
        lines.add(StorageText.row("service", "dws " + orphan.service().words()));
        List<String> commands = orphan.commands();
        if (!commands.isEmpty()) {
            lines.add("");
            lines.add("What ends it:");
            commands.forEach(command -> lines.add("  " + command));
        }
        return lines;
    }
}
