package fluxj.coral2.dws.service.workflow;

import fluxj.format.Hostlist;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// A job with a workflow, as long as that is there. After a restart all of it is found out anew.
public final class RabbitJob {
    private final long id;
    private final StepQueue queue = new StepQueue();
    private int failureTolerance = -1;
    private @Nullable JsonValue resources;
    private @Nullable Hostlist hosts;
    private @Nullable Boolean lustre;
    private Hostlist failures = Hostlist.EMPTY;
    private boolean toreDown;
    private boolean deleted;
    private boolean epilogRemoved;
    private boolean computesNamed;
    private Promise<Boolean> cleared = Promise.of(true);
    private @Nullable WorkflowState handled;
    private @Nullable WorkflowState timed;
    private @Nullable WorkflowState desired;
    private @Nullable WorkflowView pending;
    private @Nullable Timer stateTimer;
    private @Nullable Timer teardownTimer;

    public RabbitJob(long id) {
        this.id = id;
    }

    public long id() {
        return id;
    }

    /// What is done for it, one thing after the other.
    public StepQueue queue() {
        return queue;
    }

    /// How many nodes it can do without, negative when that is not known.
    public int failureTolerance() {
        return failureTolerance;
    }

    public void created(Optional<JsonValue> jobResources, int tolerance) {
        resources = jobResources.orElse(null);
        failureTolerance = tolerance;
    }

    /// What its jobspec asks for; none after a restart, and when it is no longer needed.
    public Optional<JsonValue> resources() {
        return Optional.ofNullable(resources);
    }

    public void forgetResources() {
        resources = null;
    }

    public Optional<Hostlist> hosts() {
        return Optional.ofNullable(hosts);
    }

    public void setHosts(Hostlist all) {
        hosts = all;
    }

    /// Whether it has a Lustre file system, when that is known.
    public Optional<Boolean> lustre() {
        return Optional.ofNullable(lustre);
    }

    public void setLustre(boolean has) {
        lustre = has;
    }

    /// The nodes that do without.
    public Hostlist failures() {
        return failures;
    }

    /// True when it bears those as well.
    public boolean bears(Hostlist more) {
        failures = failures.append(more).uniq();
        return failures.size() <= failureTolerance;
    }

    /// True when a later state than that is wanted.
    public boolean isPast(WorkflowState state) {
        return desired != null && desired.compareTo(state) > 0;
    }

    /// True when it is, or will be, told to clear.
    public boolean toreDown() {
        return toreDown || isAt(WorkflowState.TEARDOWN);
    }

    /// Done when it has been told.
    public Promise<Boolean> cleared() {
        return cleared;
    }

    public void setCleared(Promise<Boolean> told) {
        cleared = told;
    }

    public void setToreDown() {
        toreDown = true;
    }

    public void setDeleted() {
        deleted = true;
    }

    public void setEpilogRemoved() {
        epilogRemoved = true;
    }

    public void setComputesNamed() {
        computesNamed = true;
    }

    public void setHandled(WorkflowState state) {
        handled = state;
    }

    public void setTimed(WorkflowState state) {
        timed = state;
    }

    public WorkflowRules.Known known() {
        return new WorkflowRules.Known(
                toreDown,
                deleted,
                epilogRemoved,
                Optional.ofNullable(handled),
                Optional.ofNullable(timed),
                computesNamed);
    }

    /// Notes that a state is wanted, unless a later one is known to be.
    public void setDesired(WorkflowState state) {
        if (!isAt(state)) {
            desired = state;
        }
    }

    /// True when that state, or a later one, is wanted.
    public boolean isAt(WorkflowState state) {
        return desired != null && desired.compareTo(state) >= 0;
    }

    /// Keeps the workflow as it is now; true when nobody is about to look at it yet.
    public boolean keep(WorkflowView workflow) {
        boolean first = pending == null;
        pending = workflow;
        return first;
    }

    /// The workflow as it is now, once.
    public Optional<WorkflowView> take() {
        Optional<WorkflowView> workflow = Optional.ofNullable(pending);
        pending = null;
        return workflow;
    }

    /// Sets the timer of a state in the place of another one.
    public void setStateTimer(Timer timer) {
        stopStateTimer();
        stateTimer = timer;
    }

    public void stopStateTimer() {
        Optional.ofNullable(stateTimer).ifPresent(Timer::cancel);
        stateTimer = null;
    }

    public boolean hasTeardownTimer() {
        return teardownTimer != null;
    }

    /// Sets the timer that ends all the rest.
    public void setTeardownTimer(Timer timer) {
        Optional.ofNullable(teardownTimer).ifPresent(Timer::cancel);
        teardownTimer = timer;
    }

    void stopTimers() {
        stopStateTimer();
        Optional.ofNullable(teardownTimer).ifPresent(Timer::cancel);
        teardownTimer = null;
    }
}
