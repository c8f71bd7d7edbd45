package fluxj.cli.rabbit;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.format.NamedFormats;
import fluxj.cli.format.OutputFormat;
import fluxj.cli.format.PythonJson;
import fluxj.client.FluxClient;
import fluxj.coral2.dws.tracker.PictureJson;
import fluxj.coral2.dws.tracker.RabbitJobPicture;
import fluxj.coral2.dws.tracker.RabbitSurvey;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.platform.HostFacts;
import fluxj.platform.os.OsHostFacts;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// `fluxj rabbit jobs`: the active jobs with rabbits, a line each.
@Command(
        name = "jobs",
        description = "List active rabbit jobs and where their workflows stand",
        sortOptions = false)
final class RabbitJobsCommand extends FluxCommand {
    private static final int STDOUT = 1;

    private final HostFacts host = new OsHostFacts(RandomGenerator.getDefault());
    private final Map<Long, String> names = new HashMap<>();

    @Mixin private final KubernetesOptions kubernetes = new KubernetesOptions();

    @Option(
            names = {"-o", "--format"},
            paramLabel = "FORMAT",
            description =
                    "Specify output format using Python's string format syntax or a defined format"
                            + " by name (use 'help' to get a list of names)")
    private String format = "default";

    @Option(
            names = {"-n", "--no-header"},
            description = "Suppress printing of header line")
    private boolean noHeader;

    @Option(names = "--json", description = "Print pictures of the jobs as JSON")
    private boolean json;

    RabbitJobsCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        Optional<String> chosen =
                NamedFormats.load(console(), "flux-rabbit", "jobs", RabbitJobLine.FORMATS)
                        .find(format);
        if (chosen.isEmpty()) {
            return;
        }
        OutputFormat layout = OutputFormat.of(chosen.get(), RabbitJobLine.HEADINGS);
        List<RabbitJobPicture> jobs;
        try (FluxClient client = console().connect()) {
            RabbitSurvey survey = RabbitSurveys.take(console(), client, kubernetes, 0);
            jobs = survey.jobs();
        }
        if (json) {
            List<JsonValue> pictures = jobs.stream().<JsonValue>map(PictureJson::of).toList();
            console()
                    .out()
                    .println(PythonJson.ascii(JsonObject.of("jobs", new JsonArray(pictures))));
            return;
        }
        double now = System.currentTimeMillis() / 1e3;
        List<RabbitJobLine> lines =
                jobs.stream()
                        .map(each -> new RabbitJobLine(each, console(), this::name, now))
                        .toList();
        int width = console().terminal() ? host.columns(STDOUT) : 0;
        layout.print(lines, !noHeader, width, console().out()::println);
    }

    private String name(long userid) {
        return names.computeIfAbsent(
                userid,
                id ->
                        host.user(id.intValue())
                                .map(HostFacts.User::name)
                                .orElseGet(() -> Long.toString(id)));
    }
}
