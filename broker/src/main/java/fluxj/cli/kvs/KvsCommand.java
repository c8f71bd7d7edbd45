package fluxj.cli.kvs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.services.kvs.KvsProtocol;

import picocli.CommandLine.Option;

import java.util.Optional;

/// A command about one namespace.
public abstract class KvsCommand extends FluxCommand {
    @Option(
            names = {"-N", "--namespace"},
            paramLabel = "ARG",
            description = "Specify KVS namespace to use.")
    private Optional<String> namespace = Optional.empty();

    protected KvsCommand(Console console) {
        super(console);
    }

    /// The namespace asked for, or that of the environment, or the primary one.
    public final String namespace() {
        return namespace(console(), namespace);
    }

    /// That namespace, or that of the environment, or the primary one.
    public static String namespace(Console console, Optional<String> asked) {
        return asked.orElseGet(
                () ->
                        console.environment()
                                .getOrDefault("FLUX_KVS_NAMESPACE", KvsProtocol.PRIMARY));
    }

    /// The namespace as it is now.
    final KvsView view(FluxClient client) {
        return KvsView.of(client, namespace());
    }

    /// That snapshot, or the namespace as it is now.
    final KvsView view(FluxClient client, Optional<String> snapshot) {
        return snapshot.isPresent() ? KvsView.at(client, snapshot.get()) : view(client);
    }

    /// The end of a command by an error that is told in the words of its number.
    public static CommandFailure failure(String what, FluxException error) {
        return new CommandFailure(what + ": " + error.errno().text());
    }
}
