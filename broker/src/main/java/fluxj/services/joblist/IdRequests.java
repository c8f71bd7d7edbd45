package fluxj.services.joblist;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.json.JsonArray;
import fluxj.rpc.Call;
import fluxj.rpc.RpcClient;
import fluxj.services.joblist.JobListProtocol.ById;
import fluxj.services.joblist.JobListProtocol.Listed;
import fluxj.services.joblist.JobListProtocol.Waiting;
import fluxj.services.kvs.KvsProtocol;
import fluxj.wire.Message;
import fluxj.wire.Request;

import org.jspecify.annotations.Nullable;

/// Requests for single jobs. One that is not known yet but has a directory in the KVS will come.
final class IdRequests {
    private final RpcClient rpc;
    private final JobIndex index;
    private final JobAttributes attributes;
    private final Privacy privacy;
    private final IdWaits waits = new IdWaits(this::answer);
    private int lookups;

    IdRequests(RpcClient rpc, JobIndex index, JobAttributes attributes, Privacy privacy) {
        this.rpc = rpc;
        this.index = index;
        this.attributes = attributes;
        this.privacy = privacy;
    }

    /// A job has come to another state.
    void moved(ListedJob job) {
        waits.moved(job);
    }

    /// A client is gone.
    void disconnect(Request request) {
        waits.disconnect(request);
    }

    /// How many wait for something.
    Waiting waiting() {
        return new Waiting(lookups, waits.size());
    }

    void listId(Call<ById, Listed> call) {
        ById wanted = call.body();
        if (!(wanted.attrs() instanceof JsonArray)) {
            throw ListRequests.invalid("attrs must be an array");
        }
        if ((wanted.state().orElse(0) & ~(JobState.ACTIVE | JobState.INACTIVE.bit())) != 0) {
            throw ListRequests.invalid("invalid state specified");
        }
        @Nullable ListedJob job = index.get(wanted.id());
        if (job == null) {
            lookUp(call);
        } else if (!privacy.shows(job, call.from())) {
            throw new FluxException(Errno.ENOENT);
        } else if (IdWaits.isThere(job, wanted)) {
            answer(call, job);
        } else {
            waits.add(call);
        }
    }

    private void lookUp(Call<ById, Listed> call) {
        lookups++;
        JobId id = new JobId(call.body().id());
        rpc.call(
                        KvsProtocol.LOOKUP,
                        Message.NODEID_ANY,
                        KvsProtocol.Lookup.in(KvsProtocol.PRIMARY, id.kvs(), KvsProtocol.READDIR))
                .then(
                        _ -> {
                            lookups--;
                            found(call);
                        },
                        error -> {
                            lookups--;
                            call.fail(error.errno(), "");
                        });
    }

    private void found(Call<ById, Listed> call) {
        @Nullable ListedJob job = index.get(call.body().id());
        if (job == null || job.state == JobState.NEW) {
            waits.add(call);
        } else {
            answer(call, job);
        }
    }

    private void answer(Call<ById, Listed> call, ListedJob job) {
        if (!privacy.shows(job, call.from())) {
            call.fail(Errno.ENOENT, "");
            return;
        }
        try {
            JsonArray attrs =
                    call.body().attrs() instanceof JsonArray array ? array : JsonArray.of();
            call.reply(new Listed(attributes.of(attrs).apply(job)));
        } catch (FluxException e) {
            call.fail(e);
        }
    }
}
