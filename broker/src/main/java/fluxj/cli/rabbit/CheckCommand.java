package fluxj.cli.rabbit;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.JobIds;
import fluxj.cli.format.PythonJson;
import fluxj.client.FluxClient;
import fluxj.coral2.dws.tracker.Finding;
import fluxj.coral2.dws.tracker.RabbitSurvey;
import fluxj.coral2.dws.tracker.Reconciliation;
import fluxj.coral2.dws.tracker.storage.RabbitCluster;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `fluxj rabbit check`: what Kubernetes and Flux do not agree on, and the commands that mend it.
/// The exit code is 1 when there is something that Flux has to do with.
@Command(
        name = "check",
        description = "Find workflows without jobs, jobs without workflows and the like",
        sortOptions = false)
final class CheckCommand extends FluxCommand {
    @Mixin private final KubernetesOptions kubernetes = new KubernetesOptions();

    @Option(
            names = "--recent",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Look at the last N inactive jobs too (default: ${DEFAULT-VALUE})")
    private int recent;

    @Option(names = "--json", description = "Print it as JSON")
    private boolean json;

    CheckCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        RabbitSurvey survey;
        try (FluxClient client = console().connect()) {
            survey = RabbitSurveys.take(console(), client, kubernetes, recent);
        }
        List<Finding> findings =
                Reconciliation.of(
                        survey, System.currentTimeMillis() / 1e3, id -> JobIds.f58(console(), id));
        if (json) {
            console().out().println(PythonJson.ascii(json(findings)));
        } else {
            findings.forEach(this::print);
        }
        if (findings.stream().anyMatch(each -> each.kind().isTrouble())
                || survey.cluster().isEmpty()) {
            // No other line would tell of a disk that is full.
            console().out().flush();
            throw new CommandFailure("");
        }
        if (!json) {
            console().out().println(summary(survey));
        }
    }

    private static String summary(RabbitSurvey survey) {
        int jobs = survey.jobs().size();
        long workflows = survey.cluster().map(RabbitCluster::ofJobs).orElse(0L);
        return jobs
                + (jobs == 1 ? " job" : " jobs")
                + " and "
                + workflows
                + (workflows == 1 ? " workflow" : " workflows")
                + ": Flux and Kubernetes agree";
    }

    private void print(Finding finding) {
        console()
                .out()
                .println(finding.kind().words() + " " + finding.subject() + ": " + finding.text());
        finding.commands().forEach(command -> console().out().println("    " + command));
    }

    private static JsonObject json(List<Finding> findings) {
        List<JsonValue> all = new ArrayList<>();
        for (Finding each : findings) {
            all.add(
                    JsonObject.builder()
                            .put("kind", each.kind().name().toLowerCase(Locale.ROOT))
                            .put("subject", each.subject())
                            .put("text", each.text())
                            .put("commands", JsonArray.ofTexts(each.commands()))
                            .build());
        }
        return JsonObject.of("findings", new JsonArray(all));
    }
}
