package fluxj.coral2.dws.service.workflow;

import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the service reads of a Workflow (spec coral2 4.4).
///
/// @param object all of it
public record WorkflowView(JsonObject object) {
    /// Keeps an object until this service has seen what it needs of it.
    public static final String FINALIZER = "flux-framework.readthedocs.io/workflow";

    private static final String PREFIX = "fluxjob-";

    /// The name of a job's workflow.
    public static String nameOf(long job) {
        return PREFIX + job;
    }

    /// Where a job's workflow is.
    public static ObjectName of(long job) {
        return ObjectName.of(nameOf(job));
    }

    /// The job that a workflow of that name belongs to.
    public static Optional<Long> jobOf(String name) {
        if (!name.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseUnsignedLong(name.substring(PREFIX.length())));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    public String name() {
        return part("metadata").text("name").orElse("");
    }

    public List<String> finalizers() {
        List<String> names = new ArrayList<>();
        for (JsonValue item : part("metadata").array("finalizers").orElse(JsonArray.EMPTY)) {
            if (item instanceof JsonValue.Text(String name)) {
                names.add(name);
            }
        }
        return names;
    }

    /// The finalizers but for ours.
    public JsonArray otherFinalizers() {
        return JsonArray.ofTexts(
                finalizers().stream().filter(name -> !name.equals(FINALIZER)).toList());
    }

    /// The job that it says it is for.
    ///
    /// @throws FluxException when it says nothing of the kind
    public long job() {
        JsonValue id = part("spec").get("jobID").orElse(JsonValue.Null.NULL);
        return switch (id) {
            case JsonValue.Whole(long value) -> value;
            case JsonValue.Text(String text) -> parsed(text);
            case JsonValue other ->
                    throw new FluxException(
                            Errno.EPROTO, "spec.jobID is " + other.typeName() + ", not a job id");
        };
    }

    private static long parsed(String text) {
        try {
            return JobId.parse(text).value();
        } catch (FluxException e) {
            throw new FluxException(
                    Errno.EPROTO, "spec.jobID is '%s', not a job id".formatted(text));
        }
    }

    public Optional<WorkflowState> desired() {
        return part("spec").text("desiredState").flatMap(WorkflowState::named);
    }

    /// The state that the controllers work on or have reached; none before they have seen it.
    public Optional<WorkflowState> state() {
        return part("status").text("state").flatMap(WorkflowState::named);
    }

    /// The state when it is also the one that is wanted.
    public Optional<WorkflowState> active() {
        return state().filter(state -> desired().filter(state::equals).isPresent());
    }

    /// The state when it is wanted and reached.
    public Optional<WorkflowState> complete() {
        return active().filter(_ -> part("status").bool("ready").orElse(false));
    }

    /// `Completed`, `DriverWait`, `TransientCondition` or `Error`.
    public String status() {
        return part("status").text("status").orElse("");
    }

    public String message() {
        return part("status").text("message").orElse("");
    }

    /// How long the state before took, as a Go duration.
    public Optional<String> elapsed() {
        return part("status").text("elapsedTimeLastState");
    }

    /// When the wanted state was last changed.
    public Optional<Instant> changed() {
        Optional<String> text = part("status").text("desiredStateChange");
        try {
            return text.map(Instant::parse);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /// The variables that the job gets.
    public JsonObject environment() {
        return part("status").object("env").orElse(JsonObject.EMPTY);
    }

    /// The secret that holds the job's token.
    public Optional<ObjectName> secret() {
        return part("status")
                .object("workflowToken")
                .map(token -> reference(token, "secretNamespace", "secretName"));
    }

    /// The object that lists the nodes to mount on.
    ///
    /// @throws FluxException EPROTO when there is none
    public ObjectName computes() {
        return part("status")
                .object("computes")
                .map(object -> reference(object, "namespace", "name"))
                .orElseThrow(() -> new FluxException(Errno.EPROTO, "no status.computes"));
    }

    /// What became of its directives.
    public List<ObjectName> breakdowns() {
        List<ObjectName> names = new ArrayList<>();
        for (JsonValue item : part("status").array("directiveBreakdowns").orElse(JsonArray.EMPTY)) {
            if (item instanceof JsonObject object) {
                names.add(reference(object, "namespace", "name"));
            }
        }
        return names;
    }

    private static ObjectName reference(JsonObject object, String namespace, String name) {
        String text = object.text(name).orElse("");
        if (text.isEmpty()) {
            throw new FluxException(Errno.EPROTO, "a reference without " + name);
        }
        return new ObjectName(object.text(namespace).orElse(ObjectName.DEFAULT), text);
    }

    private JsonObject part(String name) {
        return object.object(name).orElse(JsonObject.EMPTY);
    }
}
