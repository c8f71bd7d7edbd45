package fluxj.services.jobingest;

import fluxj.errors.Errno;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.module.TestBroker;
import fluxj.rpc.Access;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.wire.Payload;

import java.util.ArrayList;
import java.util.List;

/// The services that job-ingest asks, as a test wants them.
final class IngestPeers {
    private final List<JsonObject> commits = new ArrayList<>();
    private final List<JsonObject> submissions = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();
    private final List<String> input = new ArrayList<>();
    private final List<RawCall> workers = new ArrayList<>();
    private String refusal = "";
    private Errno kvsError = new Errno(0);
    private Errno managerError = new Errno(0);

    IngestPeers(TestBroker broker) {
        add(broker, "kvs", table -> table.onRaw("kvs.commit", Access.USER, this::commit));
        add(
                broker,
                "job-manager",
                table ->
                        table.onRaw(
                                        "job-manager.getinfo",
                                        Access.USER,
                                        call -> reply(call, "{\"max_jobid\":" + (41L << 24) + "}"))
                                .onRaw("job-manager.submit", Access.OWNER, this::submit));
        add(
                broker,
                "feasibility",
                table ->
                        table.onRaw(
                                "feasibility.check",
                                Access.USER,
                                call -> call.fail(Errno.EOVERFLOW, "unsatisfiable request: x")));
        add(
                broker,
                "rexec",
                table ->
                        table.onRaw("rexec.exec", Access.OWNER, this::exec)
                                .onRaw(
                                        "rexec.write",
                                        Access.OWNER,
                                        call ->
                                                input.add(
                                                        call.request()
                                                                .payload()
                                                                .json()
                                                                .object("io")
                                                                .orElseThrow()
                                                                .toString()))
                                .onRaw("rexec.kill", Access.OWNER, call -> reply(call, "{}")));
    }

    private interface Rows {
        HandlerTable.Builder to(HandlerTable.Builder table);
    }

    private static void add(TestBroker broker, String service, Rows rows) {
        broker.core().add(service, _ -> () -> rows.to(HandlerTable.builder()).build());
    }

    private static void reply(RawCall call, String json) {
        call.reply(Payload.of(JsonObject.parse(json)));
    }

    /// The next batches are refused by the job manager with this text for their last job.
    void refuseLast(String text) {
        refusal = text;
    }

    void failKvs(Errno errno) {
        kvsError = errno;
    }

    void failManager(Errno errno) {
        managerError = errno;
    }

    List<JsonObject> commits() {
        return commits;
    }

    List<JsonObject> submissions() {
        return submissions;
    }

    List<String> commands() {
        return commands;
    }

    List<String> input() {
        return input;
    }

    private void commit(RawCall call) {
        commits.add(call.request().payload().json());
        if (kvsError.number() != 0) {
            call.fail(kvsError, "");
        } else {
            reply(call, "{\"rootref\":\"sha1-x\",\"rootseq\":1}");
        }
    }

    private void submit(RawCall call) {
        JsonObject batch = call.request().payload().json();
        submissions.add(batch);
        if (managerError.number() != 0) {
            call.fail(managerError, "");
            return;
        }
        JsonArray jobs = batch.array("jobs").orElseThrow();
        JsonObject last = (JsonObject) jobs.items().getLast();
        JsonArray errors =
                refusal.isEmpty()
                        ? JsonArray.EMPTY
                        : JsonArray.of(
                                JsonArray.of(last.get("id").orElseThrow(), JsonValue.of(refusal)));
        call.reply(Payload.of(JsonObject.of("errors", errors)));
    }

    private void exec(RawCall call) {
        commands.add(
                call.request()
                        .payload()
                        .json()
                        .object("cmd")
                        .flatMap(cmd -> cmd.array("cmdline"))
                        .orElseThrow()
                        .toString());
        workers.add(call);
        reply(call, "{\"type\":\"started\",\"pid\":42}");
    }

    /// The newest worker writes a line.
    void answer(String line) {
        JsonObject io =
                JsonObject.builder()
                        .put("stream", "stdout")
                        .put("rank", "0")
                        .put("data", line + "\n")
                        .build();
        workers.getLast()
                .reply(
                        Payload.of(
                                JsonObject.builder()
                                        .put("type", "output")
                                        .put("pid", 42)
                                        .put("io", io)
                                        .build()));
    }

    /// The newest worker ends.
    void end() {
        RawCall worker = workers.removeLast();
        reply(worker, "{\"type\":\"finished\",\"status\":256}");
        worker.fail(Errno.ENODATA, "");
    }
}
