package fluxj.services.jobmanager.perilog;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.job.JobId;
import fluxj.job.Rv1;
import fluxj.jobtap.JobView;
import fluxj.json.JsonObject;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a prolog or epilog is told of its job.
record PerilogJob(JobId id, int userid, Idset ranks) {
    /// @throws FluxException EINVAL when the job has no resources
    static PerilogJob of(JobView job) {
        try {
            return new PerilogJob(
                    new JobId(job.id()),
                    job.userid(),
                    Rv1.parse(job.resources().orElse(JsonObject.EMPTY)).ranks());
        } catch (FormatException e) {
            throw new FluxException(
                    Errno.EINVAL, "failed to decode ranks from R: " + e.getMessage());
        }
    }

    Map<String, String> environment(Map<String, String> variables) {
        Map<String, String> all = new LinkedHashMap<>(variables);
        all.put("FLUX_JOB_ID", id.f58(variables));
        all.put("FLUX_JOB_RANKS", ranks.toString());
        all.put("FLUX_JOB_USERID", Integer.toUnsignedString(userid));
        return all;
    }
}
