package fluxj.services.resource;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.StreamCall;
import fluxj.service.ServiceContext;
import fluxj.services.resource.ResourceProtocol.Acquired;

import java.util.Optional;

/// Lends the resources to one scheduler and tells it of changes (spec services 8.4).
final class Acquire implements ResourceLog.Listener {
    private final ServiceContext flux;
    private final Inventory inventory;
    private final Availability availability;
    private Optional<StreamCall<Empty, Acquired>> client = Optional.empty();
    private Optional<AcquireView> view = Optional.empty();
    private boolean isMute;
    private boolean shrinks;

    Acquire(ServiceContext flux, Inventory inventory, Availability availability) {
        this.flux = flux;
        this.inventory = inventory;
        this.availability = availability;
    }

    /// Whether a scheduler holds the resources.
    boolean isHeld() {
        return client.isPresent();
    }

    /// Whether nodes that are lost are gone for good: those that no configuration names.
    boolean shrinks() {
        return shrinks;
    }

    void acquire(StreamCall<Empty, Acquired> call) {
        if (client.isPresent()) {
            throw new FluxException(Errno.EBUSY);
        }
        client = Optional.of(call);
        view = Optional.empty();
        call.onClosed(() -> closed(call));
        inventory.resources().ifPresent(resources -> first(call, resources));
    }

    private void closed(StreamCall<Empty, Acquired> call) {
        if (client.isPresent() && client.get() == call) {
            client = Optional.empty();
            view = Optional.empty();
            flux.log().debug("aborted 1 resource.acquire(s)");
        }
    }

    void mute(Call<Empty, Empty> call) {
        isMute = true;
        call.reply(Empty.EMPTY);
    }

    private void first(StreamCall<Empty, Acquired> call, ResourceSet all) {
        ResourceSet lent = all.without(availability.excluded().get());
        AcquireView known = new AcquireView(lent.ranks(), availability.unavailable(), gone());
        view = Optional.of(known);
        call.send(
                new Acquired(
                        Optional.of(Rv1.json(lent)),
                        Optional.of(known.up().toString()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    private Idset gone() {
        return shrinks ? availability.monitor().lost() : Idset.EMPTY;
    }

    @Override
    public void happened(String event, JsonObject context) {
        if (event.equals("resource-define")) {
            shrinks |= !context.text("method").orElse("").equals(Inventory.CONFIGURATION);
        }
        if (isMute || client.isEmpty()) {
            return;
        }
        StreamCall<Empty, Acquired> call = client.get();
        switch (event) {
            case "resource-define" -> {
                if (view.isEmpty()) {
                    inventory
                            .resources()
                            .ifPresentOrElse(
                                    resources -> first(call, resources),
                                    () ->
                                            call.fail(
                                                    Errno.ENOENT,
                                                    "resource discovery failed or interrupted"));
                }
            }
            case "resource-update" -> expiration(call, context);
            case "online", "offline", "drain", "undrain", "torpid", "lively" -> change(call);
            default -> {}
        }
    }

    private static void expiration(StreamCall<Empty, Acquired> call, JsonObject context) {
        if (context.get("expiration").orElse(JsonValue.Null.NULL)
                instanceof JsonValue.Real(double end)) {
            call.send(
                    new Acquired(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(end)));
        }
    }

    private void change(StreamCall<Empty, Acquired> call) {
        if (view.isEmpty()) {
            return;
        }
        AcquireView.Change change = view.get().update(availability.unavailable(), gone());
        if (!change.isEmpty()) {
            call.send(
                    new Acquired(
                            Optional.empty(),
                            text(change.up()),
                            text(change.down()),
                            text(change.shrink()),
                            Optional.empty()));
        }
    }

    private static Optional<String> text(Idset ranks) {
        return ranks.isEmpty() ? Optional.empty() : Optional.of(ranks.toString());
    }

    void stop() {
        client.ifPresent(call -> call.fail(Errno.ECANCELED, "the resource module was unloaded"));
    }
}
