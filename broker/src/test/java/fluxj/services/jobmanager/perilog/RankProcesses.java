package fluxj.services.jobmanager.perilog;

import fluxj.errors.Errno;
import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;
import fluxj.module.TestBroker;
import fluxj.platform.WaitStatus;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.StreamCall;
import fluxj.services.rexec.RexecProtocol;
import fluxj.subprocess.Command;
import fluxj.subprocess.IoObject;
import fluxj.wire.Payload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A `rexec` of rank 0 whose processes a test drives; other ranks cannot be reached.
final class RankProcesses {
    private final TestBroker broker;
    private final List<StreamCall<RexecProtocol.Exec, RexecProtocol.News>> running =
            new ArrayList<>();
    private final List<Integer> signals = new ArrayList<>();

    RankProcesses(TestBroker broker) {
        this.broker = broker;
        broker.core()
                .add(
                        "rexec",
                        _ ->
                                () ->
                                        HandlerTable.builder()
                                                .on(RexecProtocol.EXEC, this::exec)
                                                .on(
                                                        RexecProtocol.KILL,
                                                        call -> {
                                                            signals.add(call.body().signum());
                                                            call.reply(Empty.EMPTY);
                                                        })
                                                .build());
    }

    private void exec(StreamCall<RexecProtocol.Exec, RexecProtocol.News> call) {
        running.add(call);
        send(call, "{\"type\":\"started\",\"pid\":42}");
    }

    private static void send(StreamCall<RexecProtocol.Exec, RexecProtocol.News> call, String news) {
        call.send(Payload.of(JsonObject.parse(news)));
    }

    List<Integer> signals() {
        return signals;
    }

    /// How many have been started and not ended.
    int count() {
        broker.reactor().run();
        return running.size();
    }

    /// The command of the oldest.
    Command command() {
        broker.reactor().run();
        return Command.parse(running.getFirst().body().cmd());
    }

    void print(String stream, String text) {
        broker.reactor().run();
        running.getFirst()
                .send(
                        Payload.of(
                                JsonObject.of("type", "output")
                                        .with(
                                                "io",
                                                RecordCodec.encode(
                                                        IoObject.of(
                                                                stream,
                                                                0,
                                                                text.getBytes(
                                                                        StandardCharsets
                                                                                .UTF_8))))));
        broker.reactor().run();
    }

    /// The oldest ends.
    void exit(WaitStatus status) {
        broker.reactor().run();
        StreamCall<RexecProtocol.Exec, RexecProtocol.News> call = running.removeFirst();
        send(call, "{\"type\":\"finished\",\"status\":" + status.raw() + "}");
        call.end();
        broker.reactor().run();
    }

    /// The oldest cannot be run.
    void fail() {
        broker.reactor().run();
        running.removeFirst().fail(Errno.ENOENT, "/bad: No such file or directory");
        broker.reactor().run();
    }
}
