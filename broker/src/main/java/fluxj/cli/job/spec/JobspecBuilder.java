package fluxj.cli.job.spec;

import fluxj.cli.format.PythonJson;
import fluxj.cli.format.PythonNumbers;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.job.spec.ConstraintSyntax;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.platform.Signum;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes the jobspec of one job. The order of members and the spelling of numbers are those of
/// `flux submit`, so that [PythonJson] of both is the same text.
public final class JobspecBuilder {
    private static final String OPTIONS = "attributes.system.shell.options.";
    private static final int MINUTE = 60;
    private static final double UNBUFFERED_OUTPUT_SECONDS = 0.05;

    private final Submitter submitter;
    private final OptionValues options;
    private final EnvironmentRules variables;
    private final Optional<NestedInstance> instance;
    private JsonObject jobspec = JsonObject.EMPTY;

    private JobspecBuilder(
            Submitter submitter, OptionValues options, Optional<NestedInstance> instance) {
        this.submitter = submitter;
        this.options = options;
        this.instance = instance;
        variables = new EnvironmentRules(submitter.environment());
    }

    /// The jobspec of a command.
    ///
    /// @throws FormatException when an option cannot be what it is
    public static JsonObject build(
            Submitter submitter, OptionValues options, List<String> command) {
        return new JobspecBuilder(submitter, options, Optional.empty()).build(command);
    }

    /// The jobspec of an instance.
    ///
    /// @throws FormatException when an option cannot be what it is
    public static JsonObject build(
            Submitter submitter, OptionValues options, NestedInstance instance) {
        return new JobspecBuilder(submitter, options, Optional.of(instance))
                .build(instance.command());
    }

    /// The same jobspec with one variable more in the environment of the job.
    public static JsonObject withVariable(JsonObject jobspec, String name, String value) {
        JsonObject attributes = jobspec.object("attributes").orElseThrow();
        JsonObject system = attributes.object("system").orElseThrow();
        JsonObject environment = system.object("environment").orElse(JsonObject.EMPTY);
        return jobspec.with(
                "attributes",
                attributes.with(
                        "system",
                        system.with("environment", environment.with(name, JsonValue.of(value)))));
    }

    /// True when `--input` names tasks instead of a file.
    public static boolean isTaskSet(String input) {
        try {
            Idset.parse(input);
            return true;
        } catch (FormatException e) {
            return false;
        }
    }

    private JsonObject build(List<String> words) {
        if (words.isEmpty()) {
            throw new FormatException("job command and arguments are missing");
        }
        List<String> command =
                words.getFirst().equals("--") ? words.subList(1, words.size()) : words;
        Optional<Double> duration = duration();
        ResourceShape shape =
                instance.isPresent() ? ResourceShape.ofSlots(options) : ResourceShape.of(options);
        if (command.isEmpty()) {
            throw new FormatException("command array cannot have length of zero");
        }
        jobspec =
                JsonObject.builder()
                        .put("resources", JsonArray.of(shape.resources()))
                        .put(
                                "tasks",
                                JsonArray.of(
                                        JsonObject.builder()
                                                .put("command", JsonArray.ofTexts(command))
                                                .put("slot", "task")
                                                .put("count", count(shape))
                                                .build()))
                        .put("attributes", JsonObject.of("system", JsonObject.of("duration", 0)))
                        .put("version", 1)
                        .build();
        shape.perResource().ifPresent(value -> set(OPTIONS + "per-resource", value));
        duration.ifPresent(seconds -> set("attributes.system.duration", JsonValue.of(seconds)));
        addPlace();
        addStreams();
        instance.ifPresent(this::addInstance);
        addOptions();
        for (String argument : options.list(JobOption.SETATTR)) {
            KeyValue attribute = KeyValue.parse("--setattr", argument);
            set(attribute.attribute(), attribute.value());
        }
        for (String argument : options.list(JobOption.ADD_FILE)) {
            addFile(AddedFile.of(argument));
        }
        return ChassisRequest.of(options)
                .map(request -> request.applyTo(jobspec, options))
                .orElse(jobspec);
    }

    private JsonObject count(ResourceShape shape) {
        long added = instance.map(NestedInstance::addedBrokers).orElse(0L);
        return added == 0
                ? shape.count()
                : JsonObject.of("total", options.number(JobOption.NODES).orElse(0) + added);
    }

    /// A broker a node, whatever the slots; a node that is lost does not end the others.
    private void addInstance(NestedInstance nested) {
        if (nested.addedBrokers() == 0) {
            set(OPTIONS + "per-resource.type", "node");
        }
        set(OPTIONS + "mpi", "none");
        set(OPTIONS + "exit-timeout", "none");
        nested.files()
                .configuration()
                .ifPresent(content -> addFile(AddedFile.json("conf.json", content)));
        nested.files().script().ifPresent(text -> addFile(AddedFile.script("script", text)));
        nested.pty().ifPresent(option -> set(OPTIONS + option, JsonValue.of(1)));
    }

    private void set(String path, JsonValue value) {
        jobspec = Tree.set(jobspec, path, value);
    }

    private void set(String path, String value) {
        set(path, JsonValue.of(value));
    }

    /// In seconds; a number without unit is in minutes.
    private Optional<Double> duration() {
        Optional<String> limit = options.text(JobOption.TIME_LIMIT);
        if (limit.isEmpty()) {
            return Optional.empty();
        }
        Optional<Double> minutes = PythonNumbers.real(limit.get());
        double seconds =
                minutes.map(number -> number * MINUTE)
                        .or(() -> PythonNumbers.duration(limit.get()))
                        .orElseThrow(() -> new FormatException("invalid Flux standard duration"));
        if (seconds < 0) {
            throw new FormatException("duration must not be negative");
        }
        if (!Double.isFinite(seconds)) {
            throw new FormatException("duration must be a normal, finite value");
        }
        return Optional.of(seconds);
    }

    /// Environment, directory, name, queue and bank, around which the streams go.
    private void addPlace() {
        variables.apply(options.list(JobOption.ENV));
        set("attributes.system.environment", texts(variables.environment()));
        set("attributes.system.cwd", options.text(JobOption.CWD).orElseGet(submitter.directory()));
        options.text(JobOption.JOB_NAME).ifPresent(name -> set("attributes.system.job.name", name));
    }

    private void addStreams() {
        options.text(JobOption.INPUT)
                .filter(input -> instance.isPresent() || !isTaskSet(input))
                .ifPresent(path -> redirect("input.stdin", path));
        redirectOutput(JobOption.OUTPUT, "output.stdout");
        redirectOutput(JobOption.ERROR, "output.stderr");
        if (options.has(JobOption.UNBUFFERED)) {
            set(OPTIONS + "output.stdout.buffer.type", "none");
            set(OPTIONS + "output.stderr.buffer.type", "none");
            set(OPTIONS + "output.batch-timeout", JsonValue.of(UNBUFFERED_OUTPUT_SECONDS));
            set(OPTIONS + "input.batch-timeout", JsonValue.of(0.0));
        }
        options.text(JobOption.QUEUE).ifPresent(name -> set("attributes.system.queue", name));
        options.text(JobOption.BANK).ifPresent(name -> set("attributes.system.bank", name));
    }

    private void redirect(String stream, String path) {
        set(OPTIONS + stream + ".type", "file");
        set(OPTIONS + stream + ".path", path);
    }

    private void redirectOutput(JobOption option, String stream) {
        Optional<String> path =
                options.text(option).filter(name -> !name.equals("none") && !name.equals("kvs"));
        if (path.isPresent()) {
            redirect(stream, path.get());
            if (options.has(JobOption.LABEL_IO)) {
                set(OPTIONS + stream + ".label", JsonValue.of(true));
            }
        }
    }

    private void addOptions() {
        if (!variables.templates().isEmpty()) {
            set(OPTIONS + "env-expand", texts(variables.templates()));
        }
        Map<String, Long> limits =
                ResourceLimits.filtered(submitter.limits(), options.list(JobOption.RLIMIT));
        if (!limits.isEmpty()) {
            JsonObject.Builder object = JsonObject.builder();
            limits.forEach(object::put);
            set(OPTIONS + "rlimit", object.build());
        }
        options.text(JobOption.SIGNAL)
                .filter(text -> !text.isEmpty())
                .ifPresent(text -> set(OPTIONS + "signal", signal(text)));
        options.text(JobOption.TASKMAP)
                .ifPresent(text -> set(OPTIONS + "taskmap", UriEntry.parse(text, "taskmap")));
        if (options.has(JobOption.DEPENDENCY)) {
            set("attributes.system.dependencies", dependencies());
        }
        if (options.has(JobOption.REQUIRES)) {
            set("attributes.system.constraints", constraints());
        }
        for (String argument : options.list(JobOption.SETOPT)) {
            KeyValue option = KeyValue.parse("--setopt", argument);
            set(OPTIONS + option.key(), option.value());
        }
    }

    private JsonArray dependencies() {
        List<JsonValue> entries =
                options.list(JobOption.DEPENDENCY).stream()
                        .<JsonValue>map(uri -> UriEntry.parse(uri, "dependency"))
                        .toList();
        for (JsonValue entry : entries) {
            if (entry instanceof JsonObject object
                    && object.text("scheme").orElse("").equals("after")) {
                submitter
                        .warnings()
                        .accept("dependency scheme 'after' is deprecated, use 'afterstart'");
            }
        }
        return new JsonArray(entries);
    }

    private JsonObject constraints() {
        String text = String.join(" ", options.list(JobOption.REQUIRES));
        try {
            return ConstraintSyntax.FOR_JOBS.parse(text);
        } catch (FormatException e) {
            throw new FormatException("--requires='" + text + "': " + e.getMessage());
        }
    }

    private static JsonObject signal(String text) {
        int at = text.indexOf('@');
        String name = at < 0 ? text : text.substring(0, at);
        String time = at < 0 ? "" : text.substring(at + 1);
        JsonObject.Builder signal =
                JsonObject.builder()
                        .put("signum", name.isEmpty() ? Signum.SIGUSR1 : signum(text, name));
        if (time.isEmpty()) {
            return signal.put("timeleft", MINUTE).build();
        }
        double seconds =
                PythonNumbers.real(time)
                        .or(() -> PythonNumbers.duration(time))
                        .orElseThrow(() -> wrongSignal(text, "invalid Flux standard duration"));
        if (!Double.isFinite(seconds)) {
            throw wrongSignal(text, "invalid Flux standard duration");
        }
        return signal.put("timeleft", seconds).build();
    }

    private static long signum(String text, String name) {
        if (PythonNumbers.orText(name) instanceof JsonValue.Whole(long number)) {
            if (number <= 0) {
                throw wrongSignal(text, "signal must be > 0");
            }
            return number;
        }
        int signum = Signum.parse(name);
        if (signum < 0) {
            throw wrongSignal(text, "signal '" + name + "' is invalid");
        }
        return signum;
    }

    private static FormatException wrongSignal(String text, String why) {
        return new FormatException("--signal=" + text + ": " + why);
    }

    private void addFile(AddedFile added) {
        JsonObject system =
                jobspec.object("attributes").flatMap(all -> all.object("system")).orElseThrow();
        JsonObject files = system.object("files").orElse(JsonObject.EMPTY);
        // Not by a path, as the name of a file has dots of its own.
        set("attributes.system.files", files.with(added.name(), added.file()));
    }

    private static JsonObject texts(Map<String, String> texts) {
        JsonObject.Builder object = JsonObject.builder();
        texts.forEach(object::put);
        return object.build();
    }
}
