package fluxj.cli.kvs;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.EventlogFormatter;
import fluxj.treeobj.Treeobj;

import picocli.CommandLine.Option;

import java.util.List;

/// A command that prints events.
abstract class KvsEventlogCommand extends KvsCommand {
    /// What libkvs calls the lookup that fails.
    static final String LOOKUP = "flux_kvs_lookup_get";

    @Option(
            names = {"-u", "--unformatted"},
            order = 10,
            description = "Show event in RFC 18 form")
    private boolean unformatted;

    @Option(
            names = {"-H", "--human"},
            order = 30,
            description = "Display human-readable output")
    private boolean human;

    @Option(
            names = {"-L", "--color"},
            order = 40,
            paramLabel = "WHEN",
            description =
                    "Colorize output when supported; WHEN can be 'always'"
                            + " (default if omitted), 'never', or 'auto' (default).")
    private String colour = "auto";

    KvsEventlogCommand(Console console) {
        super(console);
    }

    /// The form that the options ask for.
    final EventlogFormatter formatter() {
        boolean coloured = console().colours(colour);
        if (!unformatted) {
            return EventlogFormatter.text(
                    human ? EventlogFormatter.Time.HUMAN : EventlogFormatter.Time.RAW, coloured);
        }
        if (human || colour.equals("always")) {
            console()
                    .err()
                    .println(
                            "fluxj kvs: Do not specify --unformatted with --human or"
                                    + " --color=always");
            throw new CommandFailure("failed to create eventlog formatter");
        }
        return EventlogFormatter.json();
    }

    /// The events in an answer.
    static List<Eventlog.Event> events(Treeobj object) {
        byte[] log = value(object);
        try {
            return Eventlog.decode(log);
        } catch (FluxException e) {
            throw new CommandFailure("cannot decode improperly formatted eventlog");
        }
    }

    private static byte[] value(Treeobj object) {
        try {
            return KvsView.bytes(object);
        } catch (FluxException e) {
            throw failure(LOOKUP, e);
        }
    }
}
