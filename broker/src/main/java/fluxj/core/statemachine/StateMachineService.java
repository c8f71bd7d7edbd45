package fluxj.core.statemachine;

import fluxj.core.statemachine.StateMachineProtocol.Current;
import fluxj.core.statemachine.StateMachineProtocol.Monitor;
import fluxj.core.statemachine.StateMachineProtocol.Post;
import fluxj.core.statemachine.StateMachineProtocol.StateNumber;
import fluxj.core.statemachine.StateMachineProtocol.Status;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.StreamCall;
import fluxj.service.Service;

import java.util.ArrayList;
import java.util.List;

/// Shows a broker's state to those who ask, and takes events.
public final class StateMachineService implements Service {
    private final Lifecycle lifecycle;
    private final StateMachine machine;
    private final ExitCode exitCode;
    private final List<StreamCall<Monitor, StateNumber>> monitors = new ArrayList<>();
    private final List<Call<Empty, Empty>> waiting = new ArrayList<>();

    /// Not started yet.
    public StateMachineService(Lifecycle lifecycle, ExitCode exitCode) {
        this.lifecycle = lifecycle;
        this.machine = lifecycle.machine();
        this.exitCode = exitCode;
        machine.onEnter(this::entered);
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(StateMachineProtocol.class)
                .on(StateMachineProtocol.MONITOR, this::monitor)
                .on(StateMachineProtocol.WAIT, this::waitForRun)
                .on(
                        StateMachineProtocol.GET,
                        call -> call.reply(new Current(machine.state().word(), machine.seconds())))
                .on(StateMachineProtocol.POST, this::post)
                .on(StateMachineProtocol.SD_NOTIFY, this::tellSystemd)
                .build();
    }

    private void entered(BrokerState state) {
        for (StreamCall<Monitor, StateNumber> call : List.copyOf(monitors)) {
            show(call, state);
        }
        if (state.compareTo(BrokerState.RUN) >= 0) {
            List<Call<Empty, Empty>> done = List.copyOf(waiting);
            waiting.clear();
            done.forEach(call -> answer(call, state));
        }
    }

    private void monitor(StreamCall<Monitor, StateNumber> call) {
        monitors.add(call);
        call.onClosed(() -> monitors.remove(call));
        show(call, machine.state());
    }

    private static void show(StreamCall<Monitor, StateNumber> call, BrokerState state) {
        int last = call.body().last().orElse(BrokerState.EXIT.number());
        if (state.number() <= last) {
            call.send(new StateNumber(state.number()));
        }
        if (state.number() >= last) {
            call.end();
        }
    }

    private void waitForRun(Call<Empty, Empty> call) {
        if (machine.state().compareTo(BrokerState.RUN) < 0) {
            waiting.add(call);
        } else {
            answer(call, machine.state());
        }
    }

    private static void answer(Call<Empty, Empty> call, BrokerState state) {
        if (state == BrokerState.RUN) {
            call.reply(Empty.EMPTY);
        } else {
            call.fail(Errno.ENOENT, "broker has surpassed RUN state");
        }
    }

    private void post(Call<Post, Empty> call) {
        if (!call.request().noResponse()) {
            throw new FluxException(Errno.EPROTO);
        }
        machine.post(call.body().event());
        if (call.body().error().orElse(false)) {
            exitCode.set(1);
        }
        call.reply(Empty.EMPTY);
    }

    private void tellSystemd(Call<Status, Empty> call) {
        lifecycle.tellSystemd(call.body().status());
        call.reply(Empty.EMPTY);
    }
}
