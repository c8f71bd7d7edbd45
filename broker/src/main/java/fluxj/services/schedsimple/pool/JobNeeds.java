package fluxj.services.schedsimple.pool;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.job.Constraint;
import fluxj.job.ConstraintReader;
import fluxj.job.spec.Jobspec;
import fluxj.job.spec.ResourceRequest;
import fluxj.json.JsonObject;

/// What a job asks for.
///
/// @param duration seconds; 0 is without end
public record JobNeeds(ResourceRequest resources, Constraint constraint, double duration) {
    /// Reads a jobspec.
    ///
    /// @throws FluxException EINVAL with the reason
    public static JobNeeds of(JsonObject json) {
        requireDuration(json);
        Jobspec jobspec = new Jobspec(json);
        try {
            return new JobNeeds(
                    jobspec.resources(),
                    ConstraintReader.read(jobspec.constraints().orElse(JsonObject.EMPTY)),
                    jobspec.duration());
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, String.valueOf(e.getMessage()));
        }
    }

    /// Version 1 has one (RFC 25).
    private static void requireDuration(JsonObject json) {
        boolean version1 = json.whole("version").filter(version -> version == 1).isPresent();
        Jobspec jobspec = new Jobspec(json);
        for (String key : new String[] {"system", "duration"}) {
            String path = key.equals("system") ? "attributes.system" : "attributes.system.duration";
            if (version1 && jobspec.get(path).isEmpty()) {
                throw new FluxException(
                        Errno.EINVAL, "getting duration: Object item not found: " + key);
            }
        }
    }
}
