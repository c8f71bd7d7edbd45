package fluxj.sim;

import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.StreamCall;
import fluxj.rpc.StreamMethod;
import fluxj.service.Service;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.util.ArrayList;
import java.util.List;

/// Stands in for the state machine of an overlay node: a state that the scenario sets, and a list
/// of the events that were posted.
final class SimState implements Service {
    private static final int RUN = 5;

    private record State(int state) {}

    private static final StreamMethod<Empty, State> MONITOR =
            new StreamMethod<>(
                    "state-machine.monitor", Empty.class, State.class, Access.OWNER, true);

    private final List<StreamCall<Empty, State>> monitors = new ArrayList<>(1);
    private final List<String> posted;
    private int state = RUN;

    /// @param posted takes the names of events
    SimState(List<String> posted) {
        this.posted = posted;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.builder()
                .on(MONITOR, this::monitor)
                .onRaw("state-machine.post", Access.OWNER, call -> post(call.request()))
                .build();
    }

    private void monitor(StreamCall<Empty, State> call) {
        monitors.add(call);
        call.onClosed(() -> monitors.remove(call));
        call.send(new State(state));
    }

    private void post(Message request) {
        posted.add(request.payload().json().text("event").orElse(""));
    }

    void enter(int newState) {
        state = newState;
        for (StreamCall<Empty, State> call : List.copyOf(monitors)) {
            call.send(Payload.of(new State(newState)));
        }
    }
}
