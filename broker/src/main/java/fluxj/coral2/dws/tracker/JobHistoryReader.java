package fluxj.coral2.dws.tracker;

import fluxj.coral2.dws.tracker.JobHistory.Hold;
import fluxj.coral2.dws.tracker.JobHistory.HoldKind;
import fluxj.coral2.dws.tracker.JobHistory.Raised;
import fluxj.coral2.dws.tracker.JobHistory.Reached;
import fluxj.coral2.dws.tracker.JobHistory.Surplus;
import fluxj.coral2.dws.tracker.JobHistory.Tasks;
import fluxj.job.Eventlog;
import fluxj.job.JobState;
import fluxj.job.PerilogActions;
import fluxj.json.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Takes the events of one job in their order (RFC 21, spec services 11.1).
public final class JobHistoryReader {
    private final PerilogActions actions = new PerilogActions();
    private final List<Hold> holds = new ArrayList<>();
    private final List<Surplus> surplus = new ArrayList<>();
    private final List<Raised> exceptions = new ArrayList<>();
    private long userid = -1;
    private Reached reached = new Reached(JobState.NEW, 0);
    private double latest;
    private Tasks tasks = new Tasks(false, Optional.empty(), OptionalInt.empty());
    private JsonObject memo = JsonObject.EMPTY;
    private boolean rabbits;

    private JobHistoryReader() {}

    /// What a log tells.
    public static JobHistory read(List<Eventlog.Event> events) {
        JobHistoryReader reader = new JobHistoryReader();
        events.forEach(reader::take);
        return reader.history();
    }

    private JobHistory history() {
        return new JobHistory(
                userid,
                reached,
                latest,
                List.copyOf(holds),
                List.copyOf(surplus),
                List.copyOf(exceptions),
                tasks,
                memo,
                rabbits);
    }

    private void take(Eventlog.Event event) {
        JsonObject context = event.context().orElse(JsonObject.EMPTY);
        double at = event.timestamp();
        latest = at;
        switch (event.name()) {
            case "submit" -> {
                userid = context.whole("userid").orElse(-1L);
                boolean validated = context.get("version").isEmpty();
                reached = new Reached(validated ? JobState.DEPEND : JobState.NEW, at);
            }
            case "validate" -> move(JobState.NEW, JobState.DEPEND, at);
            case "invalidate" -> reached = new Reached(JobState.INACTIVE, at);
            case "dependency-add" -> hold(new Hold(HoldKind.DEPENDENCY, description(context), at));
            case "dependency-remove" -> remove(HoldKind.DEPENDENCY, description(context));
            case "depend" -> move(JobState.DEPEND, JobState.PRIORITY, at);
            case "priority" -> move(JobState.PRIORITY, JobState.SCHED, at);
            case "urgency", "jobspec-update", "flux-restart" ->
                    move(JobState.SCHED, JobState.PRIORITY, at);
            case "alloc" -> move(JobState.SCHED, JobState.RUN, at);
            case "start" -> tasks = new Tasks(true, tasks.ended(), tasks.status());
            case "finish" -> finish(context, at);
            case "exception" -> raise(context, at);
            case "memo" -> memo = merged(context);
            case "clean" -> move(JobState.CLEANUP, JobState.INACTIVE, at);
            case "prolog-start" -> begin(PerilogActions.Kind.PROLOG, context, at);
            case "epilog-start" -> begin(PerilogActions.Kind.EPILOG, context, at);
            case "prolog-finish" -> end(PerilogActions.Kind.PROLOG, event);
            case "epilog-finish" -> end(PerilogActions.Kind.EPILOG, event);
            default -> {
                return;
            }
        }
    }

    private static String description(JsonObject context) {
        return context.text("description").orElse("");
    }

    private void hold(Hold hold) {
        holds.add(hold);
        rabbits |= RabbitEvents.HOLDS.contains(hold.name());
    }

    private void move(JobState from, JobState to, double at) {
        if (reached.state() == from) {
            reached = new Reached(to, at);
        }
    }

    /// Whatever waited for the job to get resources waits no more.
    private void cleanUp(double at) {
        if (reached.state() != JobState.CLEANUP && reached.state() != JobState.INACTIVE) {
            reached = new Reached(JobState.CLEANUP, at);
            holds.removeIf(hold -> hold.kind() == HoldKind.DEPENDENCY);
        }
    }

    private void finish(JsonObject context, double at) {
        OptionalInt status =
                context.whole("status")
                        .map(value -> OptionalInt.of(value.intValue()))
                        .orElse(OptionalInt.empty());
        tasks = new Tasks(tasks.started(), Optional.of(at), status);
        move(JobState.RUN, JobState.CLEANUP, at);
    }

    private void raise(JsonObject context, double at) {
        Raised raised =
                new Raised(
                        context.text("type").orElse(""),
                        context.whole("severity").orElse(0L).intValue(),
                        context.text("note").orElse(""),
                        at);
        exceptions.add(raised);
        if (raised.isFatal()) {
            cleanUp(at);
        }
    }

    private JsonObject merged(JsonObject more) {
        JsonObject.Builder all = memo.toBuilder();
        more.members().forEach(all::put);
        return all.build();
    }

    private void begin(PerilogActions.Kind kind, JsonObject context, double at) {
        actions.start(kind, PerilogActions.Label.of(context));
        hold(new Hold(HoldKind.of(kind), actions.open().getLast().name(), at));
    }

    private void end(PerilogActions.Kind kind, Eventlog.Event event) {
        PerilogActions.Label label =
                PerilogActions.Label.of(event.context().orElse(JsonObject.EMPTY));
        List<PerilogActions.Action> before = actions.open();
        if (!actions.finish(kind, label)) {
            surplus.add(
                    new Surplus(
                            event.name(),
                            label.description().or(label::name).orElse(""),
                            event.timestamp(),
                            before.stream().map(PerilogActions.Action::name).toList()));
            return;
        }
        List<PerilogActions.Action> after = actions.open();
        int gone = 0;
        while (gone < after.size() && after.get(gone).equals(before.get(gone))) {
            gone++;
        }
        remove(HoldKind.of(kind), before.get(gone).name());
    }

    private void remove(HoldKind kind, String name) {
        for (Hold each : holds) {
            if (each.kind() == kind && each.name().equals(name)) {
                holds.remove(each);
                return;
            }
        }
    }
}
