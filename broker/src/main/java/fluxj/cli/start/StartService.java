package fluxj.cli.start;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The handlers of [StartProtocol].
final class StartService {
    private final List<BrokerProcess> brokers;
    private final Consumer<BrokerProcess> run;
    private final Map<Integer, Call<StartProtocol.Rank, StartProtocol.Exit>> waiting =
            new HashMap<>();

    /// @param run starts a broker again
    StartService(List<BrokerProcess> brokers, Consumer<BrokerProcess> run) {
        this.brokers = brokers;
        this.run = run;
    }

    HandlerTable handlers() {
        return HandlerTable.forProtocol(StartProtocol.class)
                .on(StartProtocol.STATUS, this::status)
                .on(StartProtocol.KILL, this::kill)
                .on(StartProtocol.WAIT, this::await)
                .on(StartProtocol.RUN, this::run)
                .build();
    }

    /// Answers whoever waits for that broker.
    void ended(BrokerProcess broker) {
        var call = waiting.remove(broker.rank());
        if (call != null) {
            call.reply(new StartProtocol.Exit(broker.exitCode()));
        }
    }

    /// Forgets what a client waited for that has gone.
    void disconnected(String client) {
        waiting.values().removeIf(call -> call.request().routes().origin().equals(client));
    }

    private BrokerProcess broker(int rank) {
        if (rank < 0 || rank >= brokers.size()) {
            throw new FluxException(Errno.ESRCH);
        }
        return brokers.get(rank);
    }

    private void status(Call<Empty, StartProtocol.Status> call) {
        List<StartProtocol.Broker> processes = new ArrayList<>();
        for (BrokerProcess broker : brokers) {
            processes.add(new StartProtocol.Broker(broker.pid()));
        }
        call.reply(new StartProtocol.Status(processes));
    }

    private void kill(Call<StartProtocol.Kill, Empty> call) {
        broker(call.body().rank()).kill(call.body().signum());
        call.reply(Empty.EMPTY);
    }

    private void await(Call<StartProtocol.Rank, StartProtocol.Exit> call) {
        BrokerProcess broker = broker(call.body().rank());
        if (waiting.containsKey(broker.rank())) {
            throw new FluxException(Errno.EEXIST);
        }
        if (broker.isRunning()) {
            waiting.put(broker.rank(), call);
        } else {
            call.reply(new StartProtocol.Exit(broker.exitCode()));
        }
    }

    private void run(Call<StartProtocol.Rank, Empty> call) {
        run.accept(broker(call.body().rank()));
        call.reply(Empty.EMPTY);
    }
}
