package fluxj.core.event;

import fluxj.core.event.EventProtocol.Publish;
import fluxj.core.event.EventProtocol.Published;
import fluxj.core.event.EventProtocol.Topic;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.routing.Router;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.util.Base64;

/// Serves the event bus.
public final class EventService implements Service {
    private final ServiceContext context;
    private final Router router;
    private final PendingEvents pendingEvents;

    /// Not started yet.
    public EventService(ServiceContext context, Router router) {
        this.context = context;
        this.router = router;
        pendingEvents = new PendingEvents(router);
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(EventProtocol.class)
                .on(EventProtocol.PUBLISH, this::publish)
                .on(EventProtocol.SUBSCRIBE, this::subscribe)
                .on(EventProtocol.UNSUBSCRIBE, this::unsubscribe)
                .build();
    }

    private void publish(Call<Publish, Published> call) {
        Publish body = call.body();
        if (context.rank() > 0) {
            throw new FluxException(Errno.EPROTO, "this service is only available on rank 0");
        }
        if ((body.flags() & ~Message.PRIVATE) != 0) {
            throw new FluxException(Errno.EPROTO);
        }
        Payload payload = body.payload().map(EventService::decode).orElse(Payload.NONE);
        Event event = Event.of(body.topic(), payload, body.flags()).withCred(call.from());
        if (router.isCongested() || !pendingEvents.isEmpty()) {
            pendingEvents.add(call, event);
        } else {
            call.reply(new Published(router.publish(event)));
        }
    }

    private static Payload decode(String base64) {
        try {
            return Payload.ofBytes(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new FluxException(Errno.EPROTO, "payload is not base64: " + e.getMessage());
        }
    }

    private void subscribe(Call<Topic, Empty> call) {
        router.subscribe(call.request().routes().origin(), call.body().topic());
        call.reply(Empty.EMPTY);
    }

    private void unsubscribe(Call<Topic, Empty> call) {
        if (!router.unsubscribe(call.request().routes().origin(), call.body().topic())) {
            throw new FluxException(Errno.ENOENT);
        }
        call.reply(Empty.EMPTY);
    }
}
