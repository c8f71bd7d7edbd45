package fluxj.services.resource;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonObject;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.service.ServiceContext;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.resource.ResourceProtocol.SchedStatus;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Tells the state of the nodes. What jobs hold the job manager knows: it is asked once for all who
/// want to know at the same time.
final class Status implements ResourceLog.Listener {
    private final ServiceContext flux;
    private final Inventory inventory;
    private final Availability availability;
    private final Acquire acquire;
    private final List<Call<Empty, SchedStatus>> waiting = new ArrayList<>();
    private Optional<Seen> seen = Optional.empty();

    /// What does not change until something happens.
    private record Seen(ResourceSet all, JsonObject allJson, JsonObject downJson) {}

    Status(ServiceContext flux, Inventory inventory, Availability availability, Acquire acquire) {
        this.flux = flux;
        this.inventory = inventory;
        this.availability = availability;
        this.acquire = acquire;
    }

    @Override
    public void happened(String event, JsonObject context) {
        seen = Optional.empty();
    }

    void status(Call<Empty, ResourceProtocol.Status> call) {
        Monitor monitor = availability.monitor();
        call.reply(
                new ResourceProtocol.Status(
                        Rv1.json(resources().withScheduling(Optional.empty())),
                        availability.drains().get().toJson(),
                        monitor.up().toString(),
                        monitor.down().toString(),
                        availability.excluded().get().toString(),
                        monitor.torpid().toString()));
    }

    private ResourceSet resources() {
        return inventory
                .resources()
                .orElseThrow(
                        () ->
                                new FluxException(
                                        Errno.ENOENT,
                                        "error preparing response: " + Errno.ENOENT.text()));
    }

    void schedStatus(Call<Empty, SchedStatus> call) {
        waiting.add(call);
        if (waiting.size() == 1) {
            flux.rpc()
                    .call(JobManagerProtocol.RESOURCE_STATUS, 0, Empty.EMPTY)
                    .then(
                            reply -> answer(Optional.of(reply.allocated())),
                            error -> {
                                if (error.errno().equals(Errno.ENOSYS)) {
                                    answer(Optional.empty());
                                } else {
                                    fail(
                                            "job-manager.resource-status request failed: "
                                                    + error.getMessage());
                                }
                            });
        }
    }

    private void answer(Optional<JsonObject> allocated) {
        SchedStatus status;
        try {
            Seen nodes = seen.orElseGet(this::look);
            seen = Optional.of(nodes);
            status =
                    new SchedStatus(
                            nodes.allJson(),
                            nodes.downJson(),
                            Rv1.json(
                                    allocated
                                            .map(R -> withProperties(Rv1.parse(R), nodes.all()))
                                            .orElse(ResourceSet.EMPTY)));
        } catch (FluxException e) {
            fail(e.getMessage());
            return;
        } catch (FormatException _) {
            fail("error preparing response: " + Errno.EINVAL.text());
            return;
        }
        List<Call<Empty, SchedStatus>> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(call -> call.reply(status));
    }

    private void fail(String text) {
        List<Call<Empty, SchedStatus>> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(call -> call.fail(Errno.EINVAL, text));
    }

    private Seen look() {
        Idset gone = acquire.shrinks() ? availability.monitor().lost() : Idset.EMPTY;
        ResourceSet all =
                resources()
                        .withScheduling(Optional.empty())
                        .without(availability.excluded().get().union(gone));
        ResourceSet down = all.only(availability.unavailable()).withTimes(0, 0);
        return new Seen(all, Rv1.json(all), Rv1.json(down));
    }

    private static ResourceSet withProperties(ResourceSet allocated, ResourceSet all) {
        ResourceSet result = allocated;
        Idset ranks = allocated.ranks();
        for (var property : all.properties().entrySet()) {
            Idset having = property.getValue().intersect(ranks);
            if (!having.isEmpty()) {
                result = result.withProperty(property.getKey(), having);
            }
        }
        return result;
    }

    void stop() {
        fail("the resource module was unloaded");
    }
}
