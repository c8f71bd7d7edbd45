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
import java.util.Map;
import java.util.TreeMap;

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

    /// Makes one for each broker.
    static ServiceFactory factory() {
        return factory(new TreeMap<>());
    }

    /// Makes one for each broker; `heard` collects the event numbers of each rank.
    static ServiceFactory factory(Map<Integer, List<Integer>> heard) {
        return ServiceFactory.of(
                "echo",
                flux ->
                        new EchoService(
                                flux, heard.computeIfAbsent(flux.rank(), _ -> new ArrayList<>())));
    }

    /// Asks who is there.
    static SimCall<Answer> say(SimCluster flux, int from, int to) {
        return flux.call(from, SAY, to, new Text("hi"));
    }

    /// Asks for what is never answered.
    static SimCall<Answer> hold(SimCluster flux, int from, int to) {
        return flux.call(from, HOLD, to, new Text("x")).mayStayOpen();
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
