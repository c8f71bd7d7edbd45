package fluxj.cli.rabbit;

import fluxj.cli.format.Durations;
import fluxj.coral2.dws.tracker.JobHistory;
import fluxj.coral2.dws.tracker.JobPhase;
import fluxj.coral2.dws.tracker.Mending;
import fluxj.coral2.dws.tracker.RabbitJobPicture;
import fluxj.coral2.dws.tracker.RabbitVerdict;
import fluxj.coral2.dws.tracker.Straying;
import fluxj.coral2.dws.tracker.WayOut;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Seen;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Unseen;
import fluxj.job.JobState;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// A picture in words, a screen of them.
final class WhyText {
    private static final int MOST_EXCEPTIONS = 4;

    private final RabbitJobPicture picture;
    private final String id;
    private final double now;
    private final List<String> lines = new ArrayList<>();

    /// @param id of the job, as it is to be shown
    /// @param now in seconds since the epoch
    WhyText(RabbitJobPicture picture, String id, double now) {
        this.picture = picture;
        this.id = id;
        this.now = now;
    }

    /// The lines.
    List<String> lines() {
        JobHistory.Reached reached = picture.job().state();
        String where = reached.state() == JobState.INACTIVE ? "" : "in ";
        lines.add(
                id
                        + " is "
                        + where
                        + reached.state().name()
                        + " for "
                        + StorageText.since(reached.since(), now)
                        + ".");
        if (!picture.job().rabbits()) {
            lines.add(
                    picture.isOverlooked()
                            ? "Nobody looks at its #DW directives: dws-jobtap is not loaded."
                            : "It has no #DW directives.");
            lines.add(RabbitVerdict.of(picture));
            return lines;
        }
        lines.add(RabbitVerdict.of(picture));
        lines.add("");
        switch (picture.storage()) {
            case Unseen(String why) ->
                    row("workflow", picture.workflowName() + " was not seen: " + why);
            case Seen seen -> new StorageText(seen, now, this::row).write(picture.workflowName());
        }
        Optional<Straying> straying = Straying.of(picture, now);
        straying.ifPresent(each -> row("strayed", each.sentence(id)));
        ofFlux();
        ways();
        commands("What mends it:", straying.map(each -> each.commands(id)).orElse(List.of()));
        commands("When that is mended:", Mending.of(picture));
        return lines;
    }

    private void row(String label, String text) {
        lines.add(StorageText.row(label, text));
    }

    private void ofFlux() {
        JobHistory job = picture.job();
        for (JobHistory.Hold hold : job.holds()) {
            String name = hold.name().isEmpty() ? "without a name" : hold.name();
            String label =
                    switch (hold.kind()) {
                        case DEPENDENCY -> "depends";
                        case PROLOG -> "prolog";
                        case EPILOG -> "epilog";
                    };
            row(label, name + ", open for " + StorageText.since(hold.since(), now));
        }
        if (job.phase() != JobPhase.INACTIVE) {
            row("timeout", timeout());
        }
        row("service", "dws " + picture.service().words());
        int skipped = Math.max(0, job.exceptions().size() - MOST_EXCEPTIONS);
        if (skipped > 0) {
            row("exception", skipped + " more, earlier");
        }
        job.exceptions().stream().skip(skipped).forEach(this::exception);
        for (JobHistory.Surplus surplus : job.surplus()) {
            row(
                    "surplus",
                    (surplus.event() + " " + surplus.name()).strip()
                            + " ended nothing "
                            + StorageText.since(surplus.at(), now)
                            + " ago");
        }
    }

    private String timeout() {
        OptionalDouble limit = picture.timer().seconds();
        if (limit.isEmpty()) {
            return "nobody says whether there is an epilog-timeout";
        }
        if (picture.timer().isOff()) {
            return "no epilog-timeout is set";
        }
        String text = "epilog-timeout " + Durations.of(limit.getAsDouble());
        OptionalDouble fires = picture.timer().fires(picture.job());
        if (fires.isEmpty()) {
            return text;
        }
        double left = fires.getAsDouble() - now;
        return left > 0
                ? text + ", in " + Durations.of(left)
                : text + ", was due " + Durations.of(-left) + " ago";
    }

    private void exception(JobHistory.Raised raised) {
        row(
                "exception",
                raised.type()
                        + " severity="
                        + raised.severity()
                        + " "
                        + StorageText.since(raised.at(), now)
                        + " ago"
                        + (raised.note().isEmpty() ? "" : ": " + raised.note()));
    }

    private void ways() {
        JobPhase phase = picture.job().phase();
        if (phase == JobPhase.INACTIVE) {
            return;
        }
        lines.add("");
        lines.add(phase == JobPhase.EPILOG ? "Ways out:" : "What the ways out would do here:");
        for (WayOut way : WayOut.values()) {
            lines.add("  " + way.command(id));
            way.from(picture).sentences().forEach(line -> lines.add("      " + line));
        }
    }

    private void commands(String title, List<String> commands) {
        if (!commands.isEmpty()) {
            lines.add("");
            lines.add(title);
            commands.forEach(command -> lines.add("  " + command));
        }
    }
}
