package fluxj.cli.rabbit;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.client.FluxClient;
import fluxj.coral2.dws.tracker.FluxSide;
import fluxj.coral2.dws.tracker.RabbitSurvey;
import fluxj.coral2.dws.tracker.Surveyor;
import fluxj.coral2.dws.tracker.storage.KubernetesStorage;
import fluxj.errors.FluxException;

/// Surveys for commands: what keeps Kubernetes from being seen is told on standard error.
final class RabbitSurveys {
    private RabbitSurveys() {}

    /// Takes one.
    ///
    /// @param recent how many jobs that are over to look at
    static RabbitSurvey take(
            Console console, FluxClient client, KubernetesOptions kubernetes, int recent) {
        try {
            return client.get(surveyor(console, client, kubernetes).survey(recent));
        } catch (FluxException e) {
            throw new CommandFailure(e.getMessage());
        }
    }

    private static Surveyor surveyor(
            Console console, FluxClient client, KubernetesOptions kubernetes) {
        FluxSide flux = new FluxSide(client.rpc(), client.reactor());
        try {
            return Surveyor.with(flux, kubernetes.ask(client, console, KubernetesStorage::all));
        } catch (FluxException e) {
            console.err().println("fluxj rabbit: Kubernetes was not seen: " + e.getMessage());
            return Surveyor.without(flux, e.getMessage());
        }
    }
}
