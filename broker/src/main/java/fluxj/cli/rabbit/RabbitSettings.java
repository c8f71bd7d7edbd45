package fluxj.cli.rabbit;

import fluxj.cli.CommandFailure;
import fluxj.client.FluxClient;
import fluxj.coral2.dws.rabbits.MappingFile;
import fluxj.core.config.ConfigProtocol;
import fluxj.format.IoReason;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonPath;
import fluxj.json.JsonValue;
import fluxj.rpc.Empty;
import fluxj.wire.Message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// What an instance says of rabbits, and the file that it names.
final class RabbitSettings {
    private RabbitSettings() {}

    /// A key of an instance's configuration, when it is set to a string.
    static Optional<String> text(FluxClient client, String key) {
        JsonObject config =
                client.call(ConfigProtocol.GET, Message.NODEID_ANY, Empty.EMPTY).object();
        return JsonPath.get(config, key)
                .flatMap(
                        value ->
                                value instanceof JsonValue.Text(String text)
                                        ? Optional.of(text)
                                        : Optional.empty());
    }

    /// The mapping file that a configuration names.
    ///
    /// @throws CommandFailure when it is not there, or no JSON
    static MappingFile configuredMapping(String path) {
        try {
            return mapping(path);
        } catch (NoSuchFileException e) {
            throw new CommandFailure(
                    "Could not find file '"
                            + path
                            + "' specified under 'rabbit.mapping' config key, Flux may be"
                            + " misconfigured");
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /// The mapping file that a command line names.
    ///
    /// @throws CommandFailure when it is not there, or no JSON
    static MappingFile namedMapping(String path) {
        try {
            return mapping(path);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static CommandFailure unreadable(String path, IOException failure) {
        return new CommandFailure("Could not read file '" + path + "': " + IoReason.of(failure));
    }

    private static MappingFile mapping(String path) throws IOException {
        byte[] text = Files.readAllBytes(Path.of(path));
        try {
            return MappingFile.of(JsonObject.parse(new String(text, StandardCharsets.UTF_8)));
        } catch (JsonException e) {
            throw new CommandFailure(
                    "File '" + path + "' could not be parsed as JSON: " + e.getMessage());
        }
    }
}
