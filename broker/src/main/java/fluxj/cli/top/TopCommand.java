package fluxj.cli.top;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.Output;
import fluxj.cli.proxy.InstanceUri;
import fluxj.cli.proxy.UriResolver;
import fluxj.cli.top.InstanceView.End;
import fluxj.cli.top.InstanceView.Place;
import fluxj.cli.top.InstanceView.Stage;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// `fluxj top`: jobs and resources of an instance on the whole terminal, until `q`. `j` and `k`
/// choose a job, Enter shows one that is an instance, `h` and `l` choose a queue, `d` shows how
/// jobs ended.
@Command(name = "top", description = "Display running Flux jobs", sortOptions = false)
public final class TopCommand extends FluxCommand {
    private static final int STDIN = 0;
    private static final int INTERRUPTED = 130;

    @Option(names = "--test-exit", hidden = true, description = "Exit after the first screen")
    private boolean testExit;

    @Option(
            names = "--test-exit-dump",
            hidden = true,
            paramLabel = "FILE",
            description = "Write what the first screen shows to FILE")
    private String dump = "";

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            arity = "0..1",
            fallbackValue = "always",
            description =
                    "Colorize output when supported; WHEN can be 'always' (default if omitted),"
                            + " 'never', or 'auto' (default).")
    private String colour = "auto";

    @Option(
            names = {"-q", "--queue"},
            paramLabel = "NAME",
            description = "Limit to jobs belonging to a specific queue")
    private String queue = "";

    @Parameters(arity = "0..1", paramLabel = "TARGET")
    private String target = "";

    /// The command on a console.
    public TopCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        if (!Output.isTerminal(STDIN)) {
            throw new CommandFailure("stdin is not a terminal");
        }
        Palette palette = new Palette(console().colours(colour));
        try (Screen screen = Screen.open()) {
            Stage stage = new Stage(console(), screen, palette, testExit);
            if (show(stage, new Place(resolved(), "", queue, 0, "")) == End.INTERRUPTED) {
                throw new CommandFailure(INTERRUPTED, "");
            }
        } catch (FluxException e) {
            throw new CommandFailure(e.getMessage());
        }
    }

    private String resolved() {
        if (target.isEmpty()) {
            return "";
        }
        try {
            InstanceUri uri = new UriResolver(console()).resolve(target);
            return uri.chosen(console().environment()).text();
        } catch (CommandFailure e) {
            throw new CommandFailure(
                    "failed to resolve target to a Flux URI\n"
                            + e.line().replaceFirst("^ERROR: ", ""));
        }
    }

    private FluxClient connect(String uri) {
        try {
            return console().traced(FluxClient.open(uri, console().environment()));
        } catch (FluxException e) {
            throw new CommandFailure(
                    "error connecting to Flux: " + e.errno().text() + "\n" + e.getMessage());
        }
    }

    /// Shows an instance, and those that the user enters from it. Only the one that is shown is
    /// connected to, for nobody would read what the others tell.
    private End show(Stage stage, Place start) {
        Place place = start;
        while (true) {
            InstanceView view;
            End end;
            try (FluxClient client = connect(place.uri())) {
                view = new InstanceView(stage, client, place);
                end = view.run();
            }
            if (end == End.SHOWN && !dump.isEmpty()) {
                dump(view);
            }
            Optional<Place> entered = end == End.ENTERED ? view.entered() : Optional.empty();
            if (entered.isEmpty()) {
                return end;
            }
            String complaint = "";
            try {
                if (show(stage, entered.get()) == End.INTERRUPTED) {
                    return End.INTERRUPTED;
                }
            } catch (CommandFailure e) {
                complaint = e.line();
            }
            place = view.back(place.uri(), complaint);
        }
    }

    private void dump(InstanceView view) {
        try (PrintWriter out =
                new PrintWriter(Files.newBufferedWriter(Path.of(dump), StandardCharsets.UTF_8))) {
            view.dump(out);
        } catch (IOException e) {
            throw new CommandFailure("failed to open test dump file: " + e.getMessage());
        }
    }
}
