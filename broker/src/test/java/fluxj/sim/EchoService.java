package fluxj.sim;

import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RpcMethod;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;
import fluxj.wire.Event;

import java.util.ArrayList;
import java.util.List;

/// Answers who it is, keeps some requests without an answer, and collects events.
final class EchoService implements Service {
    /// Any text.
    record Text(String text) {}

    /// Who answered.
    record Answer(String text, int rank, int rolemask) {}

    static final RpcMethod<Text, Answer> SAY =
            new RpcMethod<>("echo.say", Text.class, Answer.class, Access.OWNER);
    static final RpcMethod<Text, Answer> HOLD =
            new RpcMethod<>("echo.hold", Text.class, Answer.class, Access.OWNER);

    private final ServiceContext flux;
    private final List<Integer> sequences;
    private final List<Call<Text, Answer>> held = new ArrayList<>();

    EchoService(ServiceContext flux, List<Integer> sequences) {
        this.flux = flux;
        this.sequences = sequences;
        flux.subscribe("echo.");
    }

    /// Makes one for each broker; `sequences` collects the event numbers of rank `watched`.
    static ServiceFactory factory(int watched, List<Integer> sequences) {
        return new ServiceFactory() {
            @Override
            public String name() {
                return "echo";
            }

            @Override
            public Service create(ServiceContext context) {
                return new EchoService(
                        context, context.rank() == watched ? sequences : new ArrayList<>());
            }
        };
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.builder()
                .on(
                        SAY,
                        call ->
                                call.reply(
                                        new Answer(
                                                call.body().text(),
                                                flux.rank(),
                                                call.from().rolemask())))
                .on(HOLD, held::add)
                .onEvent("echo.*", this::event)
                .build();
    }

    private void event(Event event) {
        sequences.add(event.sequence());
    }
}
