package fluxj.coral2.dws.sim;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.sim.Fault.What;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Drives one workflow (spec coral2 4.6, "DWS side"): looks at what it is, does the one thing that
/// is to be done next, and looks again when that has shown. All that it knows is in Kubernetes, so
/// that it can begin anywhere; when somebody else was faster it looks again.
final class WorkflowDriver {
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration LATER = Duration.ofSeconds(1);

    private final SimContext context;
    private final StateWork work;
    private SimWorkflow latest;
    private boolean running;
    private boolean again;
    private boolean over;
    private @Nullable Timer timer;
    private String begun = "";
    private Duration delay = Duration.ZERO;

    WorkflowDriver(SimContext context, SimWorkflow first) {
        this.context = context;
        work = new StateWork(context);
        latest = first;
    }

    void update(SimWorkflow workflow) {
        take(workflow);
        look();
    }

    /// An answer and an event may overtake each other.
    private void take(SimWorkflow workflow) {
        if (!workflow.isOlderThan(latest)) {
            latest = workflow;
        }
    }

    /// The workflow is gone; so are its children soon, whoever took it away.
    void end() {
        over = true;
        stopTimer();
        work.clear(latest).then(_ -> {}, this::complain);
    }

    /// Something has changed that it may wait for.
    void look() {
        if (over) {
            return;
        }
        if (running) {
            again = true;
            return;
        }
        stopTimer();
        running = true;
        again = false;
        step(latest).then(_ -> onStep(), this::onFailure);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void onStep() {
        running = false;
        if (again) {
            look();
        }
    }

    private void onFailure(FluxException failure) {
        running = false;
        boolean raced =
                failure.errno().equals(Errno.EAGAIN) || failure.errno().equals(Errno.ENOENT);
        if (!raced) {
            complain(failure);
        }
        lookAfter(raced ? SOON : LATER);
    }

    private void complain(FluxException failure) {
        context.complain().accept(latest.name() + ": " + failure.getMessage());
    }

    private void lookAfter(Duration wait) {
        if (!over) {
            stopTimer();
            timer = context.reactor().after(wait, this::look);
        }
    }

    private Promise<Empty> step(SimWorkflow workflow) {
        if (workflow.isEnding()) {
            return finishDeletion(workflow);
        }
        if (!workflow.finalizers().contains(SimWorkflow.FINALIZER)) {
            List<String> finalizers = new ArrayList<>(workflow.finalizers());
            finalizers.add(SimWorkflow.FINALIZER);
            return setFinalizers(workflow, finalizers);
        }
        if (!workflow.state().equals(workflow.desired())) {
            return enter(workflow);
        }
        if (workflow.isReady()) {
            return Promise.of(Empty.EMPTY);
        }
        if (workflow.isForced()) {
            return ready(workflow, "Forced Ready", work.whenForced(workflow));
        }
        return advance(workflow);
    }

    private Promise<Empty> finishDeletion(SimWorkflow workflow) {
        List<String> finalizers = new ArrayList<>(workflow.finalizers());
        if (!finalizers.remove(SimWorkflow.FINALIZER)) {
            return Promise.of(Empty.EMPTY);
        }
        return work.clear(workflow).flatMap(_ -> setFinalizers(workflow, finalizers));
    }

    private Promise<Empty> setFinalizers(SimWorkflow workflow, List<String> finalizers) {
        JsonObject metadata =
                JsonObject.builder()
                        .put("finalizers", JsonArray.ofTexts(finalizers))
                        .put("resourceVersion", workflow.version())
                        .build();
        return merge(workflow, JsonObject.of("metadata", metadata));
    }

    private Promise<Empty> merge(SimWorkflow workflow, JsonObject patch) {
        return context.kubernetes()
                .merge(Kind.WORKFLOW, workflow.objectName(), patch)
                .map(
                        object -> {
                            take(new SimWorkflow(object));
                            return Empty.EMPTY;
                        });
    }

    private Promise<Empty> setStatus(SimWorkflow workflow, JsonObject.Builder patch) {
        return merge(
                workflow,
                patch.put("metadata", JsonObject.of("resourceVersion", workflow.version()))
                        .build());
    }

    private Promise<Empty> enter(SimWorkflow workflow) {
        begun = "";
        JsonObject status =
                JsonObject.builder()
                        .put("state", workflow.desired())
                        .put("ready", false)
                        .put("status", "DriverWait")
                        .put("message", "")
                        .put("desiredStateChange", context.now())
                        .build();
        return setStatus(
                workflow,
                JsonObject.builder()
                        .put("spec", JsonObject.builder().put("forceReady", false).build())
                        .put("status", status));
    }

    private Promise<Empty> ready(SimWorkflow workflow, String message, JsonObject more) {
        JsonObject.Builder status =
                JsonObject.builder()
                        .put("ready", true)
                        .put("status", "Completed")
                        .put("message", message)
                        .put("readyChange", context.now())
                        .put("elapsedTimeLastState", GoDuration.of(age(workflow)));
        more.members().forEach(status::put);
        return setStatus(workflow, JsonObject.builder().put("status", status.build()));
    }

    private Duration age(SimWorkflow workflow) {
        long now = context.clock().epochMicros();
        return Duration.ofNanos(Math.max(0, now - workflow.since().orElse(now)) * 1000);
    }

    private Promise<Empty> advance(SimWorkflow workflow) {
        Optional<Fault> fault = trouble(workflow);
        if (fault.isPresent()) {
            return say(
                    workflow,
                    fault.get().what() == What.ERROR ? "Error" : "TransientCondition",
                    "DW Directive "
                            + fault.get().word("directive", "0")
                            + ": "
                            + fault.get().word("message", "Internal error: simulated"));
        }
        if (!begun.equals(workflow.state())) {
            begun = workflow.state();
            delay = context.faults().delay(workflow, context.delay(), context.random());
            return delay.isZero() ? finish(workflow) : begin(workflow);
        }
        return finish(workflow);
    }

    /// Begins what takes time, and looks again when the time is over.
    private Promise<Empty> begin(SimWorkflow workflow) {
        return work.advance(workflow, false)
                .map(
                        _ -> {
                            again = true;
                            return Empty.EMPTY;
                        });
    }

    private Promise<Empty> finish(SimWorkflow workflow) {
        boolean held =
                context.faults().about(What.HOLD, workflow.name(), workflow.state()).isPresent();
        if (held) {
            return say(workflow, "DriverWait", "");
        }
        Duration left = delay.minus(age(workflow));
        if (left.isPositive()) {
            lookAfter(left);
            return Promise.of(Empty.EMPTY);
        }
        return work.advance(workflow, true)
                .flatMap(
                        progress ->
                                switch (progress) {
                                    case StateProgress.Done done ->
                                            ready(workflow, "", done.status());
                                    case StateProgress.Failed failed ->
                                            say(workflow, "Error", failed.message());
                                    case StateProgress.Waiting _ -> say(workflow, "DriverWait", "");
                                });
    }

    private Optional<Fault> trouble(SimWorkflow workflow) {
        Optional<Fault> error =
                context.faults().about(What.ERROR, workflow.name(), workflow.state());
        return error.isPresent()
                ? error
                : context.faults().about(What.TRANSIENT, workflow.name(), workflow.state());
    }

    private Promise<Empty> say(SimWorkflow workflow, String condition, String message) {
        if (workflow.condition().equals(condition) && workflow.message().equals(message)) {
            return Promise.of(Empty.EMPTY);
        }
        JsonObject status =
                JsonObject.builder().put("status", condition).put("message", message).build();
        return setStatus(workflow, JsonObject.builder().put("status", status));
    }
}
