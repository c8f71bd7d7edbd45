package fluxj.subprocess;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.RecordCodec;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The command object of RFC 42.
///
/// @param cmdline program and arguments
/// @param env environment; empty means that of the server
/// @param opts options such as `stdout_LINE_BUFFER`; see [StreamOptions]
/// @param channels names of further byte streams
/// @param msgchan further channels that carry whole messages
/// @param cwd directory to start in
/// @param label unique name
public record Command(
        List<String> cmdline,
        Map<String, String> env,
        Map<String, String> opts,
        List<String> channels,
        Optional<List<MessageChannel>> msgchan,
        Optional<String> cwd,
        Optional<String> label) {

    /// A message channel.
    ///
    /// @param name the environment variable that tells the child where to connect
    /// @param uri whom the server connects it with
    public record MessageChannel(String name, String uri) {}

    /// A command with nothing but its arguments and environment.
    public static Command of(List<String> cmdline, Map<String, String> env) {
        return new Command(
                cmdline,
                env,
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// The same with a label.
    public Command withLabel(String name) {
        return new Command(cmdline, env, opts, channels, msgchan, cwd, Optional.of(name));
    }

    /// The same with a directory to start in.
    public Command withCwd(String directory) {
        return new Command(cmdline, env, opts, channels, msgchan, Optional.of(directory), label);
    }

    /// The same with further byte streams.
    public Command withChannels(List<String> names) {
        return new Command(cmdline, env, opts, names, msgchan, cwd, label);
    }

    /// The same with message channels.
    public Command withMessageChannels(List<MessageChannel> more) {
        return new Command(cmdline, env, opts, channels, Optional.of(more), cwd, label);
    }

    /// The same with other options.
    public Command withOpts(Map<String, String> options) {
        return new Command(cmdline, env, options, channels, msgchan, cwd, label);
    }

    /// Reads a command object.
    ///
    /// @throws FluxException EPROTO `error parsing command string`
    public static Command parse(JsonValue json) {
        if (json instanceof JsonObject object) {
            try {
                return RecordCodec.decode(Command.class, object);
            } catch (JsonException _) {
                // One text for everything that can be wrong with it, as Flux has it.
            }
        }
        throw new FluxException(Errno.EPROTO, "error parsing command string");
    }

    /// The command object.
    public JsonObject toJson() {
        return RecordCodec.encode(this);
    }

    /// The program without its directories.
    String basename() {
        String program = cmdline.getFirst();
        return program.substring(program.lastIndexOf('/') + 1);
    }

    /// What lists show: the program, and for `flux` and `fluxj` the subcommand too.
    String shown() {
        String program = cmdline.getFirst();
        return (program.equals("flux") || program.equals("fluxj")) && cmdline.size() > 1
                ? program + " " + cmdline.get(1)
                : program;
    }
}
