package fluxj.services.resource;

import fluxj.json.JsonObject;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.service.ServiceContext;
import fluxj.services.resource.ResourceProtocol.Expiration;

/// When the instance's time ends, as somebody says or the instance around: R and the log of events
/// follow.
final class InstanceTime {
    private final ServiceContext flux;
    private final Inventory inventory;
    private final ResourceLog log;

    InstanceTime(ServiceContext flux, Inventory inventory, ResourceLog log) {
        this.flux = flux;
        this.inventory = inventory;
        this.log = log;
    }

    void update(Call<Expiration, Empty> call) {
        expire(call.body().expiration());
        call.reply(Empty.EMPTY);
    }

    /// The instance around says so.
    void ofParent(double expiration) {
        if (inventory.known().isPresent()) {
            expire(expiration);
        }
    }

    private void expire(double expiration) {
        inventory.expire(expiration);
        inventory
                .store()
                .flatMap(
                        _ ->
                                log.post(
                                        "resource-update",
                                        JsonObject.builder().put("expiration", expiration).build()))
                .then(
                        _ -> {},
                        error ->
                                flux.log()
                                        .err(
                                                "failed to commit updated R to kvs: "
                                                        + error.getMessage()));
    }
}
