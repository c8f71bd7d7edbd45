package fluxj.coral2.dws.tracker;

import fluxj.coral2.dws.tracker.Consequences.Call;
import fluxj.coral2.dws.tracker.Consequences.End;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Held;
import fluxj.json.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The three ways out of a CLEANUP that rabbits hold, the mildest first (spec coral2 5).
public enum WayOut {
    /// Gives up the copying of data; the job still waits until all is unmounted and cleared.
    CANCEL("fluxj cancel ID"),
    /// Gives up the waiting; what does not let go is set aside.
    TIMEOUT("fluxj job raise --type=" + RabbitEvents.EPILOG_TIMEOUT + " ID"),
    /// Tells nobody.
    FINISH("fluxj post-job-event ID epilog-finish name=" + RabbitEvents.EPILOG);

    private final String command;

    WayOut(String command) {
        this.command = command;
    }

    /// The command line.
    ///
    /// @param id of the job, as it is to be shown
    public String command(String id) {
        return command.replace("ID", id);
    }

    /// What it leads to by the rules alone.
    public Consequences from(WaysOut ways) {
        return switch (this) {
            case CANCEL -> ways.exception("cancel", 0);
            case TIMEOUT -> ways.exception(RabbitEvents.EPILOG_TIMEOUT, 0);
            case FINISH -> ways.event("epilog-finish", JsonObject.of("name", RabbitEvents.EPILOG));
        };
    }

    /// What it leads to where a job stands now.
    public Consequences from(RabbitJobPicture picture) {
        Consequences rules = from(new WaysOut(picture.job()));
        Optional<Held> held = picture.storage().held();
        Optional<String> undriven =
                switch (picture.service()) {
                    case ABSENT ->
                            Optional.of(
                                    "No service is there: nothing of that happens before one is.");
                    case SILENT ->
                            Optional.of(
                                    "The service does not answer: nothing of that happens before"
                                            + " it does.");
                    case REMEMBERS, FORGOTTEN, UNKNOWN -> Optional.empty();
                };
        if (rules.sends().isPresent() && undriven.isPresent()) {
            List<String> remarks = new ArrayList<>(rules.remarks());
            remarks.add(undriven.get());
            rules = new Consequences(rules.posts(), rules.sends(), rules.end(), remarks);
        }
        if (picture.job().phase() != JobPhase.EPILOG || held.isEmpty()) {
            return rules;
        }
        Held all = held.get();
        List<String> remarks = new ArrayList<>(rules.remarks());
        if (this == FINISH && !all.hosts().isEmpty()) {
            remarks.add(
                    "Jobs may start on "
                            + RabbitVerdict.shown(all.hosts())
                            + ", where file systems are mounted.");
        }
        if (rules.end() == End.LEAVES_WITH_TEARDOWN && !all.hosts().isEmpty()) {
            remarks.add("Teardown waits for " + RabbitVerdict.shown(all.hosts()) + " to unmount.");
        }
        Optional<Call> sends =
                this == TIMEOUT
                        ? rules.sends().map(call -> new Call(call.topic(), aborted(all)))
                        : rules.sends();
        return new Consequences(rules.posts(), sends, rules.end(), remarks);
    }

    /// What the service does to those who do not let go (spec coral2 4.8.3).
    private static String aborted(Held held) {
        String hosts = held.hosts().isEmpty() ? "no host" : RabbitVerdict.shown(held.hosts());
        String rabbits =
                held.rabbits().isEmpty() ? "no rabbit" : RabbitVerdict.shown(held.rabbits());
        return "Teardown, drains " + hosts + ", disables " + rabbits;
    }
}
