package fluxj.services.cron;

import fluxj.errors.Errno;
import fluxj.json.JsonObject;
import fluxj.module.TestBroker;
import fluxj.rpc.Access;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.wire.Payload;

import java.util.ArrayList;
import java.util.List;

/// A subprocess service whose processes end when the test says so.
final class ScriptedRexec {
    private final TestBroker broker;
    private final List<RawCall> running = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();
    private final List<String> kills = new ArrayList<>();
    private boolean refusing;

    ScriptedRexec(TestBroker broker) {
        this.broker = broker;
        broker.core()
                .add(
                        "rexec",
                        _ ->
                                () ->
                                        HandlerTable.builder()
                                                .onRaw("rexec.exec", Access.OWNER, this::exec)
                                                .onRaw("rexec.kill", Access.OWNER, this::kill)
                                                .build());
    }

    /// The command objects, in order.
    List<String> commands() {
        return commands;
    }

    List<String> kills() {
        return kills;
    }

    void refuse() {
        refusing = true;
    }

    private void exec(RawCall call) {
        commands.add(call.request().payload().json().get("cmd").orElseThrow().toString());
        if (refusing) {
            call.fail(Errno.EHOSTUNREACH, "");
            return;
        }
        running.add(call);
        call.reply(Payload.of(JsonObject.parse("{\"type\":\"started\",\"pid\":42}")));
    }

    private void kill(RawCall call) {
        kills.add(call.request().payload().json().toString());
        call.reply(Payload.NONE);
    }

    void write(String stream, String data) {
        JsonObject io =
                JsonObject.builder()
                        .put("stream", stream)
                        .put("rank", "0")
                        .put("data", data)
                        .build();
        running.getLast()
                .reply(
                        Payload.of(
                                JsonObject.builder()
                                        .put("type", "output")
                                        .put("pid", 42)
                                        .put("io", io)
                                        .build()));
        broker.reactor().run();
    }

    /// The newest process ends.
    void finish(int status) {
        RawCall call = running.removeLast();
        call.reply(
                Payload.of(
                        JsonObject.builder()
                                .put("type", "finished")
                                .put("status", status)
                                .build()));
        call.fail(Errno.ENODATA, "");
        broker.reactor().run();
    }
}
