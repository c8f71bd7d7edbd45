package fluxj.coral2.dws.tracker;

import fluxj.coral2.dws.DwsProtocol;
import fluxj.coral2.dws.tracker.Consequences.Call;
import fluxj.coral2.dws.tracker.Consequences.End;
import fluxj.coral2.dws.tracker.JobHistory.Hold;
import fluxj.coral2.dws.tracker.JobHistory.HoldKind;
import fluxj.job.Eventlog;
import fluxj.job.JobState;
import fluxj.job.PerilogActions;
import fluxj.json.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The ways in which people end what a job waits for, and what each leads to (spec coral2 5): the
/// rules of the job manager and of the plugin `dws-jobtap`, without asking either.
///
/// @param job where it stands
public record WaysOut(JobHistory job) {
    private static final String EPILOG_FINISH = "epilog-finish";

    /// An exception, which `fluxj cancel` and `fluxj job raise` raise.
    public Consequences exception(String type, int severity) {
        JobState state = job.state().state();
        if (state == JobState.INACTIVE) {
            return Consequences.refused("job is inactive");
        }
        String event = "exception " + type + (severity > 0 ? " severity=" + severity : "");
        if (severity > 0) {
            return new Consequences(
                    List.of(event),
                    Optional.empty(),
                    End.STAYS,
                    List.of("Only severity 0 changes anything."));
        }
        return switch (job.rabbits() ? job.phase() : plain(job.phase())) {
            case CREATING, PENDING -> pending(event);
            case SETUP -> setUp(event);
            case RUNNING -> running(event);
            case EPILOG ->
                    type.equals(RabbitEvents.EPILOG_TIMEOUT) ? aborted(event) : tornDown(event);
            case CLEANUP, INACTIVE ->
                    new Consequences(List.of(event), Optional.empty(), End.STAYS, waiting());
        };
    }

    /// A job without rabbits is never where only theirs are.
    private static JobPhase plain(JobPhase phase) {
        return switch (phase) {
            case CREATING, PENDING -> JobPhase.PENDING;
            case SETUP, RUNNING -> JobPhase.RUNNING;
            case EPILOG, CLEANUP -> JobPhase.CLEANUP;
            case INACTIVE -> JobPhase.INACTIVE;
        };
    }

    private Consequences pending(String event) {
        return job.rabbits()
                ? withEpilog(List.of(event), "Its tasks never run.")
                : new Consequences(List.of(event), Optional.empty(), End.ENDS, List.of());
    }

    private Consequences setUp(String event) {
        return withEpilog(
                List.of(event, "prolog-finish " + RabbitEvents.SETUP + " status=1"),
                "Its tasks never run.");
    }

    private Consequences withEpilog(List<String> events, String remark) {
        List<String> posts = new ArrayList<>(events);
        posts.add("epilog-start " + RabbitEvents.EPILOG);
        return new Consequences(
                posts,
                Optional.of(
                        new Call("dws.post_run run_started=false", "the workflow is torn down")),
                End.LEAVES_WITH_TEARDOWN,
                List.of(remark));
    }

    private Consequences running(String event) {
        List<String> posts = new ArrayList<>(List.of(event));
        if (!job.tasks().started()) {
            return job.rabbits()
                    ? withEpilog(posts, "Its tasks never run.")
                    : new Consequences(
                            posts, Optional.empty(), End.ENDS, List.of("Its tasks never run."));
        }
        posts.add("finish");
        if (!job.rabbits()) {
            return new Consequences(
                    posts, Optional.empty(), End.ENDS, List.of("Its tasks are killed."));
        }
        posts.add("epilog-start " + RabbitEvents.EPILOG);
        return new Consequences(
                posts,
                Optional.of(
                        new Call(
                                "dws.post_run run_started=true",
                                "unmounts, copies data out, tears down")),
                End.LEAVES_WITH_TEARDOWN,
                List.of(
                        "Its tasks are killed.",
                        "Done once more in CLEANUP, it gives up copying data out."));
    }

    private Consequences tornDown(String event) {
        String effect =
                job.tornDownBy()
                        .map(before -> "nothing more, after exception " + before.type())
                        .orElse("data movement is given up, Teardown begins");
        return new Consequences(
                List.of(event),
                Optional.of(new Call(DwsProtocol.TEARDOWN.topic(), effect)),
                End.LEAVES_WITH_TEARDOWN,
                List.of());
    }

    private Consequences aborted(String event) {
        return new Consequences(
                List.of(event, "epilog-finish " + RabbitEvents.EPILOG + " status=1"),
                Optional.of(
                        new Call(
                                DwsProtocol.ABORT.topic(),
                                "Teardown, drains hosts that mount, disables rabbits in use")),
                afterEpilog(),
                List.of());
    }

    private End afterEpilog() {
        return job.others().isEmpty() ? End.LEAVES : End.LEAVES_LATER;
    }

    private List<String> waiting() {
        List<Hold> holds = job.holds();
        return List.of(
                holds.isEmpty()
                        ? "It is in CLEANUP already, and nothing holds it."
                        : "It is in CLEANUP already, and waits for "
                                + String.join(", ", holds.stream().map(Hold::words).toList())
                                + ".");
    }

    /// An event, which `fluxj post-job-event` posts.
    ///
    /// @param context its context; empty for none
    public Consequences event(String name, JsonObject context) {
        if (job.state().state() == JobState.INACTIVE) {
            return Consequences.refused("job is inactive");
        }
        String posted = (name + " " + words(context)).strip();
        PerilogActions actions = new PerilogActions();
        for (Hold each : job.holds()) {
            kind(each.kind())
                    .ifPresent(
                            kind ->
                                    actions.start(
                                            kind,
                                            new PerilogActions.Label(
                                                    Optional.of(each.name()), Optional.empty())));
        }
        List<PerilogActions.Action> before = actions.open();
        boolean matched =
                actions.apply(new Eventlog.Event(JsonObject.EMPTY, 0, name, Optional.of(context)));
        List<PerilogActions.Action> after = actions.open();
        if (!matched) {
            return new Consequences(
                    List.of(posted), Optional.empty(), End.STAYS, List.of(surplus(before)));
        }
        if (after.size() < before.size()) {
            boolean ours =
                    job.epilog().isPresent()
                            && !actions.isOpen(PerilogActions.Kind.EPILOG, RabbitEvents.EPILOG);
            return ended(posted, name, after.isEmpty(), ours);
        }
        return new Consequences(
                List.of(posted),
                Optional.empty(),
                End.STAYS,
                List.of("What the job manager makes of such an event holds for the job too."));
    }

    private static Optional<PerilogActions.Kind> kind(HoldKind kind) {
        return switch (kind) {
            case DEPENDENCY -> Optional.empty();
            case PROLOG -> Optional.of(PerilogActions.Kind.PROLOG);
            case EPILOG -> Optional.of(PerilogActions.Kind.EPILOG);
        };
    }

    private static String words(JsonObject context) {
        List<String> words = new ArrayList<>();
        context.members().forEach((key, value) -> words.add(key + "=" + value));
        return String.join(" ", words);
    }

    private static String surplus(List<PerilogActions.Action> open) {
        return open.isEmpty()
                ? "It ends nothing: no action is open."
                : "It ends nothing: open is "
                        + String.join(", ", open.stream().map(PerilogActions.Action::name).toList())
                        + ". (flux-core's job manager would end that one.)";
    }

    private static Consequences ended(String posted, String name, boolean last, boolean ours) {
        if (!name.equals(EPILOG_FINISH)) {
            return new Consequences(
                    List.of(posted),
                    Optional.empty(),
                    End.STAYS,
                    List.of(
                            last
                                    ? "No prolog action is open then: the tasks start."
                                    : "Other prolog actions stay open."));
        }
        return new Consequences(
                List.of(posted),
                Optional.empty(),
                last ? End.LEAVES : End.LEAVES_LATER,
                ours
                        ? List.of(
                                "The service is not told: no teardown, no drain, nothing is"
                                        + " disabled.")
                        : List.of());
    }
}
