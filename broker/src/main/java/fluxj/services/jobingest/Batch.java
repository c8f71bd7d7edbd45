package fluxj.services.jobingest;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.job.spec.Jobspec;
import fluxj.json.JanssonText;
import fluxj.json.JsonArray;
import fluxj.json.JsonValue;
import fluxj.rpc.Call;
import fluxj.rpc.RpcClient;
import fluxj.service.Log;
import fluxj.services.jobingest.JobIngestProtocol.Submit;
import fluxj.services.jobingest.JobIngestProtocol.Submitted;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.NewJob;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvs.KvsProtocol.Commit;
import fluxj.treeobj.Transaction;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Jobs that are committed, told to the job manager and answered together.
final class Batch {
    private final RpcClient rpc;
    private final Log log;
    private final Transaction transaction = new Transaction();
    private final List<NewJob> jobs = new ArrayList<>();
    private final List<Call<Submit, Submitted>> calls = new ArrayList<>();
    private long bytes;

    Batch(RpcClient rpc, Log log) {
        this.rpc = rpc;
        this.log = log;
    }

    int size() {
        return jobs.size();
    }

    /// How much its commit will carry, about.
    long bytes() {
        return bytes;
    }

    /// @param call what is to be answered
    void add(JobId id, SubmittedJob job, double now, Call<Submit, Submitted> call) {
        Jobspec redacted = new Jobspec(job.jobspec()).redacted();
        String text = JanssonText.of(redacted.json());
        transaction.put(id.kvs("J"), job.request().signed()).put(id.kvs("jobspec"), text);
        bytes += job.request().signed().length() + 2L * text.length();
        jobs.add(
                new NewJob(
                        id.value(),
                        Integer.toUnsignedLong(job.from().userid()),
                        job.request().urgency(),
                        now,
                        job.request().flags(),
                        redacted.json()));
        calls.add(call);
    }

    /// Sends it on its way.
    ///
    /// @param onEnd hears when every job of it is answered
    void commit(Runnable onEnd) {
        rpc.call(
                        KvsProtocol.COMMIT,
                        Message.NODEID_ANY,
                        new Commit(KvsProtocol.PRIMARY, 0, transaction.ops()))
                .then(
                        _ -> announce(onEnd),
                        error -> {
                            failAll(new FluxException(error.errno(), "KVS commit failed"));
                            onEnd.run();
                        });
    }

    private void announce(Runnable onEnd) {
        rpc.request(
                        JobManagerProtocol.SUBMIT.topic(),
                        Message.NODEID_ANY,
                        Payload.of(new JobManagerProtocol.Submit(List.copyOf(jobs))),
                        0)
                .map(Batch::errors)
                .then(
                        errors -> {
                            answer(errors);
                            onEnd.run();
                        },
                        error -> {
                            failAll(new FluxException(error.errno(), error.getMessage()));
                            unlink(jobs);
                            onEnd.run();
                        });
    }

    /// flux-core's job manager may say nothing when it took them all.
    private static JsonArray errors(Response response) {
        return response.payload().isPresent()
                ? response.payload().json().array("errors").orElse(JsonArray.EMPTY)
                : JsonArray.EMPTY;
    }

    private void failAll(FluxException error) {
        calls.forEach(call -> call.fail(error.errno(), error.text()));
    }

    private void answer(JsonArray errors) {
        Map<Long, String> refusals = refusals(errors);
        List<NewJob> refused = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            NewJob job = jobs.get(i);
            String refusal = refusals.get(job.id());
            if (refusal == null) {
                calls.get(i).reply(new Submitted(job.id()));
            } else {
                calls.get(i).fail(Errno.EINVAL, refusal);
                refused.add(job);
            }
        }
        unlink(refused);
    }

    private static Map<Long, String> refusals(JsonArray errors) {
        Map<Long, String> refusals = new HashMap<>();
        for (JsonValue each : errors) {
            if (each instanceof JsonArray(List<JsonValue> pair)
                    && pair.size() == 2
                    && pair.get(0) instanceof JsonValue.Whole(long id)
                    && pair.get(1) instanceof JsonValue.Text(String text)) {
                refusals.put(id, text);
            }
        }
        return refusals;
    }

    /// Takes jobs out of the KVS that are none.
    private void unlink(List<NewJob> refused) {
        if (refused.isEmpty()) {
            return;
        }
        Transaction removal = new Transaction();
        refused.forEach(job -> removal.unlink(new JobId(job.id()).kvs()));
        rpc.call(
                        KvsProtocol.COMMIT,
                        Message.NODEID_ANY,
                        new Commit(KvsProtocol.PRIMARY, 0, removal.ops()))
                .then(
                        _ -> {},
                        error ->
                                log.err("batch cleanup: KVS commit failed: " + error.getMessage()));
    }
}
