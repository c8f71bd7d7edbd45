package fluxj.shellplugins.output;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonValue;
import fluxj.shell.spi.ShellOptions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The option `output`.
///
/// @param append true adds to a file that is there
/// @param complaints of what is none and counts for nothing: a mode, a type of buffer
/// @param credits how many messages another shell may have on its way to the leader
/// @param limit of what goes into the KVS, as given
record OutputSettings(
        Target stdout,
        Target stderr,
        boolean append,
        List<String> complaints,
        Credits credits,
        Duration batch,
        Optional<JsonValue> limit) {

    /// Where one stream goes.
    ///
    /// @param template of a file's path; empty is the KVS
    /// @param label true puts the task's rank before each line of a file
    record Target(Optional<String> template, boolean label, boolean lineBuffered) {}

    /// At `low` more are asked for, `high` at a time.
    record Credits(int low, int high) {}

    private record Options(
            Optional<String> mode,
            Optional<Client> client,
            Optional<StreamOption> stdout,
            Optional<StreamOption> stderr,
            Optional<JsonValue> limit) {}

    private record Client(Optional<Integer> lwm, Optional<Integer> hwm) {}

    private record StreamOption(
            Optional<String> type,
            Optional<String> path,
            Optional<Boolean> label,
            Optional<Buffer> buffer) {}

    private record Buffer(Optional<String> type) {}

    private static final Target KVS = new Target(Optional.empty(), false, true);
    private static final int LOW = 100;
    private static final int HIGH = 1000;
    private static final double BATCH_SECONDS = 0.5;

    /// @throws FluxException EINVAL for what cannot be read
    static OutputSettings of(ShellOptions options) {
        Options given =
                options.group("output", Options.class)
                        .orElse(
                                new Options(
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty()));
        Credits credits =
                new Credits(
                        given.client().flatMap(Client::lwm).orElse(LOW),
                        given.client().flatMap(Client::hwm).orElse(HIGH));
        if (credits.low() < 0 || credits.low() >= credits.high()) {
            throw new FluxException(Errno.EINVAL, "invalid client.lwm and/or client.hwm specified");
        }
        List<String> complaints = new ArrayList<>();
        Target stdout = target(given.stdout(), KVS, complaints);
        // What stderr does not say for itself it has of stdout, but for the buffer.
        Target inherited = new Target(stdout.template(), stdout.label(), false);
        String mode = given.mode().orElse("truncate");
        boolean append = mode.equals("append");
        if (!append && !mode.equals("truncate")) {
            complaints.add("ignoring invalid output.mode=" + mode);
        }
        Target stderr = target(given.stderr(), inherited, complaints);
        return new OutputSettings(
                stdout,
                stderr,
                append,
                List.copyOf(complaints),
                credits,
                options.seconds("output", "batch-timeout", BATCH_SECONDS),
                given.limit());
    }

    private static Target target(
            Optional<StreamOption> option, Target otherwise, List<String> complaints) {
        boolean label = option.flatMap(StreamOption::label).orElse(otherwise.label());
        boolean lines =
                option.flatMap(StreamOption::buffer)
                        .flatMap(Buffer::type)
                        .map(type -> isLine(type, complaints))
                        .orElse(otherwise.lineBuffered());
        Optional<String> template = option.flatMap(StreamOption::path).or(otherwise::template);
        if (option.flatMap(StreamOption::type).filter("kvs"::equals).isPresent()) {
            template = Optional.empty();
        }
        return new Target(template, label, lines);
    }

    /// What is no type is by line.
    private static boolean isLine(String type, List<String> complaints) {
        if (type.equalsIgnoreCase("none")) {
            return false;
        }
        if (!type.equalsIgnoreCase("line")) {
            complaints.add("invalid buffer type specified: " + type);
        }
        return true;
    }
}
