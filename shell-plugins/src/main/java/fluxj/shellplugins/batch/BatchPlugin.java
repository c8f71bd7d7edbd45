package fluxj.shellplugins.batch;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.Key;
import fluxj.json.RecordCodec;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellTask;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/// Makes a broker of each task of a job with `attributes.system.batch`: the first of them runs the
/// script that stands there, which is written into `FLUX_JOB_TMPDIR` of the leader's node.
final class BatchPlugin implements ShellPlugin {
    private final ShellContext shell;
    private Optional<Batch> batch = Optional.empty();
    private String script = "";

    private BatchPlugin(ShellContext shell) {
        this.shell = shell;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "batch";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new BatchPlugin(shell);
        }
    }

    /// @param options for the brokers
    private record Batch(String script, @Key("broker-opts") Optional<List<String>> options) {}

    @Override
    public Promise<Empty> init() {
        Optional<JsonObject> given =
                shell.job()
                        .jobspec()
                        .object("attributes")
                        .flatMap(attributes -> attributes.object("system"))
                        .flatMap(system -> system.object("batch"));
        if (given.isEmpty()) {
            return Promise.of(Empty.EMPTY);
        }
        Batch wanted;
        try {
            wanted = RecordCodec.decode(Batch.class, given.get());
        } catch (JsonException e) {
            throw new FluxException(Errno.EINVAL, "failed to unpack batch info: " + e.getMessage());
        }
        batch = Optional.of(wanted);
        String directory =
                shell.environment()
                        .get("FLUX_JOB_TMPDIR")
                        .orElseThrow(
                                () -> new FluxException(Errno.ENOENT, "FLUX_JOB_TMPDIR not set"));
        Path file = Path.of(directory, "script");
        script = file.toString();
        if (!shell.job().isLeader()) {
            return Promise.of(Empty.EMPTY);
        }
        byte[] text = wanted.script().getBytes(StandardCharsets.UTF_8);
        shell.log().debug("Copying batch script size=" + text.length + " for job to " + file);
        return shell.reactor()
                .blocking(
                        () -> {
                            write(file, text);
                            return Empty.EMPTY;
                        });
    }

    private static void write(Path file, byte[] text) {
        try (SeekableByteChannel out =
                Files.newByteChannel(
                        file,
                        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")))) {
            ByteBuffer rest = ByteBuffer.wrap(text);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
        } catch (IOException e) {
            FluxException why = FluxException.of(e);
            throw new FluxException(why.errno(), file + ": " + why.getMessage());
        }
    }

    @Override
    public void taskInit(ShellTask task) {
        if (batch.isEmpty() || isInstance(task.command())) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("flux", "broker"));
        command.addAll(batch.get().options().orElse(List.of()));
        if (task.rank() == 0) {
            command.add(script);
            command.addAll(task.command().subList(1, task.command().size()));
        }
        shell.log()
                .debug(
                        "task"
                                + task.rank()
                                + ": re-writing command to "
                                + String.join(" ", command));
        task.setCommand(command);
    }

    private static boolean isInstance(List<String> command) {
        String name = command.get(0).substring(command.get(0).lastIndexOf('/') + 1);
        return command.size() > 1
                && (name.equals("flux") || name.equals("fluxj"))
                && (command.get(1).equals("broker") || command.get(1).equals("start"));
    }
}
