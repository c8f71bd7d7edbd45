package fluxj.services.jobmanager;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonObject;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.services.jobmanager.JobManagerProtocol.ResourceStatus;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JobTable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What jobs hold and what is being tidied up after them, all in one. It is worked out when
/// somebody asks after it has changed.
final class HeldResources {
    private final JobTable jobs;
    private final Supplier<List<ResourceSet>> more;
    private @Nullable JsonObject known;

    /// @param more what is held besides by those who tidy up
    HeldResources(JobTable jobs, Supplier<List<ResourceSet>> more) {
        this.jobs = jobs;
        this.more = more;
    }

    /// Something was given or came back.
    void changed() {
        known = null;
    }

    /// What is held.
    void status(Call<Empty, ResourceStatus> call) {
        @Nullable JsonObject all = known;
        if (all == null) {
            all = Rv1.json(all());
            known = all;
        }
        call.reply(new ResourceStatus(all));
    }

    private ResourceSet all() {
        List<ResourceSet> sets = new ArrayList<>(more.get());
        for (Job job : jobs.active()) {
            if (job.hasResources() && !job.isAllocBypass() && !job.isQueued("free")) {
                job.resources().ifPresent(resources -> sets.add(parse(job, resources)));
            }
        }
        return sets.isEmpty() ? ResourceSet.EMPTY : append(sets);
    }

    private static ResourceSet parse(Job job, JsonObject resources) {
        try {
            return Rv1.parse(resources);
        } catch (FormatException e) {
            throw new FluxException(
                    Errno.EINVAL,
                    job.jobId() + ": error converting JSON to rlist: " + e.getMessage());
        }
    }

    /// Two and two, so that the large ones are few.
    private static ResourceSet append(List<ResourceSet> sets) {
        if (sets.size() == 1) {
            return sets.getFirst();
        }
        int half = sets.size() / 2;
        ResourceSet one = append(sets.subList(0, half));
        ResourceSet other = append(sets.subList(half, sets.size()));
        try {
            return one.append(other);
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, "duplicate allocation: " + e.getMessage());
        }
    }
}
