package fluxj.cli.content;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.GroupCommand;
import fluxj.cli.kvs.KvsCommand;
import fluxj.cli.kvs.KvsRootCommands;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Blobref;
import fluxj.format.FormatException;
import fluxj.json.JanssonText;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.Empty;
import fluxj.services.content.ContentProtocol;
import fluxj.services.contentbacking.ContentBackingProtocol;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// The commands of `fluxj content checkpoint`.
final class ContentCheckpointCommands {
    private ContentCheckpointCommands() {}

    /// All of them under one name.
    static CommandLine group(Console console) {
        CommandLine group = new CommandLine(new GroupCommand());
        group.addSubcommand(new ListAll(console));
        group.addSubcommand(new Update(console));
        return group.setCommandName("checkpoint");
    }

    @Command(name = "list", description = "List checkpoint(s)", sortOptions = false)
    private static final class ListAll extends FluxCommand {
        @Option(
                names = {"-n", "--no-header"},
                description = "Do not output column headers")
        private boolean noHeader;

        @Option(
                names = {"-j", "--json"},
                description = "Output raw json checkpoint data")
        private boolean json;

        ListAll(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                if (!noHeader && !json) {
                    console().out().println(row("Index", "Sequence", "Time", "Rootref"));
                }
                int index = 0;
                for (JsonValue checkpoint : checkpoints(client)) {
                    console()
                            .out()
                            .println(json ? JanssonText.of(checkpoint) : row(index, checkpoint));
                    index++;
                }
            }
        }

        private static List<JsonValue> checkpoints(FluxClient client) {
            try {
                return client.call(ContentProtocol.CHECKPOINT_GET, 0, Empty.EMPTY).value();
            } catch (FluxException e) {
                throw KvsCommand.failure("kvs_checkpoint_lookup", e);
            }
        }

        private static String row(int index, JsonValue value) {
            if (!(value instanceof JsonObject checkpoint)) {
                throw broken(Errno.EPROTO);
            }
            String rootref = checkpoint.text("rootref").orElseThrow(() -> broken(Errno.EPROTO));
            long version = checkpoint.whole("version").orElseThrow(() -> broken(Errno.EPROTO));
            if (version != 0 && version != 1) {
                throw broken(Errno.EINVAL);
            }
            double timestamp =
                    switch (checkpoint.get("timestamp").orElse(JsonValue.of(0.0))) {
                        case JsonValue.Real(double real) -> real;
                        case JsonValue _ -> throw broken(Errno.EPROTO);
                    };
            long sequence = checkpoint.whole("sequence").orElse(0L);
            return row(Integer.toString(index), Long.toString(sequence), time(timestamp), rootref);
        }

        private static CommandFailure broken(Errno errno) {
            return KvsCommand.failure("error parsing checkpoint", new FluxException(errno));
        }

        private static String time(double timestamp) {
            LocalDateTime time =
                    LocalDateTime.ofInstant(
                            Instant.ofEpochSecond((long) timestamp), ZoneId.systemDefault());
            String text = time.truncatedTo(ChronoUnit.SECONDS).toString();
            // The seconds are left out when they are zero.
            return text + (time.getSecond() == 0 ? ":00Z" : "Z");
        }

        private static String row(String index, String sequence, String time, String rootref) {
            return padded(index, 10) + padded(sequence, 10) + padded(time, 20) + rootref;
        }

        private static String padded(String text, int width) {
            return text + " ".repeat(Math.max(0, width - text.length()) + 1);
        }
    }

    @Command(
            name = "update",
            description = "Update checkpoint to specified blobref",
            sortOptions = false)
    private static final class Update extends FluxCommand {
        @Parameters(paramLabel = "blobref")
        private String blobref = "";

        Update(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                if (kvsIsRunning(client)) {
                    throw new CommandFailure("please unload kvs module before updating checkpoint");
                }
                update(client);
            } catch (FluxException e) {
                throw KvsCommand.failure("checkpoint update failed", e);
            }
        }

        private boolean kvsIsRunning(FluxClient client) {
            try {
                KvsRootCommands.getroot(client, KvsCommand.namespace(console(), Optional.empty()));
                return true;
            } catch (FluxException e) {
                return !e.errno().equals(Errno.ENOSYS);
            }
        }

        private void update(FluxClient client) {
            try {
                Blobref.parse(blobref);
            } catch (FormatException e) {
                throw new CommandFailure("invalid blobref specified: " + Errno.EINVAL.text());
            }
            Instant now = Instant.now();
            JsonObject checkpoint =
                    JsonObject.builder()
                            .put("version", 1)
                            .put("rootref", blobref)
                            .put("sequence", 0)
                            .put("timestamp", now.getEpochSecond() + now.getNano() * 1e-9)
                            .build();
            // Past the cache: nothing is dirty that belongs to the root somebody names here.
            client.call(
                    ContentBackingProtocol.CHECKPOINT_PUT,
                    0,
                    new ContentBackingProtocol.Put(checkpoint, Optional.empty()));
        }
    }
}
