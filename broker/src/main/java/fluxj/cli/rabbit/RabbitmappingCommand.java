package fluxj.cli.rabbit;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.PrettyJson;
import fluxj.cli.format.PythonJson;
import fluxj.client.FluxClient;
import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.coral2.dws.kubernetes.Selection;
import fluxj.coral2.dws.rabbits.RabbitCapacities;
import fluxj.coral2.dws.rabbits.RabbitMapping;
import fluxj.json.JsonObject;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Optional;

/// `fluxj rabbitmapping`: makes the file of which nodes hang on which rabbit out of what Kubernetes
/// says (spec coral2 4.12).
@Command(
        name = "rabbitmapping",
        description = "Create a mapping between compute nodes and rabbit nodes",
        sortOptions = false)
public final class RabbitmappingCommand extends FluxCommand {
    @Mixin private final KubernetesOptions access = new KubernetesOptions();

    @Option(
            names = {"-i", "--indent"},
            paramLabel = "N",
            description = "Number of spaces to indent output JSON document")
    private Optional<Integer> indent = Optional.empty();

    @Option(names = "--nosort", description = "Do not sort keys in output JSON document")
    private boolean nosort;

    @Option(
            names = "--ignore-external-allocations",
            description = "Ignore external (non-Flux) allocations from Servers objects")
    private boolean ignoreOthers;

    public RabbitmappingCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        JsonObject mapping;
        try (FluxClient client = console().connect();
                Kubernetes kubernetes = access.open(client, console())) {
            mapping = mapping(client, kubernetes);
        }
        console()
                .out()
                .print(
                        indent.isPresent()
                                ? PrettyJson.of(mapping, Math.max(0, indent.get()))
                                : PythonJson.ascii(mapping));
    }

    private JsonObject mapping(FluxClient client, Kubernetes kubernetes) {
        JsonObject system =
                client.get(kubernetes.get(Kind.SYSTEM_CONFIGURATION, ObjectName.of("default")));
        JsonObject storages = client.get(kubernetes.list(Kind.STORAGE, Selection.ALL));
        RabbitCapacities capacities = new RabbitCapacities(RabbitMapping.of(system), storages);
        if (!ignoreOthers) {
            capacities.withoutOthers(client.get(kubernetes.list(Kind.SERVERS, Selection.ALL)));
        }
        return capacities.mappingFile(!nosort);
    }
}
