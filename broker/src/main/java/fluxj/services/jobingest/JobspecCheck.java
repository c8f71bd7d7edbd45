package fluxj.services.jobingest;

import fluxj.format.FormatException;
import fluxj.job.spec.JobspecValidator;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;

/// Refuses what is no jobspec.
final class JobspecCheck implements LocalStage.Step {
    private final JobspecValidator validator;
    private final String prefix;

    /// @param prefix what its errors begin with
    JobspecCheck(JobspecValidator validator, String prefix) {
        this.validator = validator;
        this.prefix = prefix;
    }

    @Override
    public Promise<JsonObject> take(SubmittedJob job) {
        try {
            validator.validate(job.jobspec());
        } catch (FormatException e) {
            throw Defaults.refused(prefix + e.getMessage());
        }
        return Promise.of(job.jobspec());
    }
}
