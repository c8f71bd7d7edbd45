package fluxj.services.jobexec;

import fluxj.format.Idset;
import fluxj.job.JobId;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonObject;

import java.util.Optional;

/// What stays as it is while a job runs.
///
/// @param name its id as people see it
/// @param userid who submitted it
/// @param resources what it was given; the shell of the first broker leads
/// @param multiuser true for the job of another user than the instance's owner
/// @param reattach true when it ran already
record JobFacts(
        JobId id,
        String name,
        long userid,
        JsonObject jobspec,
        ResourceSet resources,
        boolean multiuser,
        boolean reattach) {

    /// The facts of a job that is to be started.
    ///
    /// @param owner the instance's
    /// @param ascii true where people can see ASCII alone
    /// @throws fluxj.format.FormatException for an R that is none
    static JobFacts of(JobExecProtocol.Start start, long owner, boolean ascii) {
        JobId id = new JobId(start.id());
        return new JobFacts(
                id,
                ascii ? id.f58plain() : id.f58(),
                start.userid(),
                start.jobspec(),
                Rv1.parse(start.resources()),
                start.userid() != owner,
                start.reattach());
    }

    /// The name of its namespace.
    String namespace() {
        return id.namespace();
    }

    /// The brokers it runs on.
    Idset ranks() {
        return resources.ranks();
    }

    /// The broker whose shell leads.
    int leader() {
        return ranks().first().orElse(0);
    }

    /// True when it is only simulated.
    boolean isMock() {
        return system("exec", "test").isPresent();
    }

    @Override
    public String toString() {
        return name;
    }

    /// An object below `attributes.system`.
    Optional<JsonObject> system(String... path) {
        Optional<JsonObject> at =
                jobspec.object("attributes").flatMap(attributes -> attributes.object("system"));
        for (String name : path) {
            at = at.flatMap(object -> object.object(name));
        }
        return at;
    }
}
