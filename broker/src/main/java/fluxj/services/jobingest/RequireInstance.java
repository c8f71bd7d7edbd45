package fluxj.services.jobingest;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.spec.Jobspec;
import fluxj.job.spec.ResourceRequest;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;

import java.util.List;

/// Refuses jobs of some size that are no instances of Flux themselves: that have no attribute
/// `batch` and do not run `broker` or `start` of `flux` or `fluxj`.
final class RequireInstance implements LocalStage.Step {
    private static final int CORES_OF_A_NODE = 16;

    private final int minnodes;
    private final int mincores;

    /// @param minnodes from so many nodes on; 0 with both 0 is every job
    /// @param mincores from so many cores on; when only nodes are given, 16 times as many
    RequireInstance(int minnodes, int mincores) {
        this.minnodes = minnodes;
        this.mincores = minnodes > 0 && mincores == 0 ? CORES_OF_A_NODE * minnodes : mincores;
    }

    @Override
    public Promise<JsonObject> take(SubmittedJob job) {
        Jobspec jobspec = new Jobspec(job.jobspec());
        ResourceRequest size = jobspec.resources();
        boolean counts =
                (size.nodes().isPresent() && size.nnodes() >= minnodes)
                        || size.ncores() >= mincores;
        if (counts && !isInstance(jobspec)) {
            throw new FluxException(Errno.EINVAL, complaint());
        }
        return Promise.of(job.jobspec());
    }

    private static boolean isInstance(Jobspec jobspec) {
        List<String> command = jobspec.command();
        if (jobspec.system("batch").isPresent()) {
            return true;
        }
        if (command.size() < 2) {
            return false;
        }
        String program = command.getFirst();
        String name = program.substring(program.lastIndexOf('/') + 1);
        return (name.equals("flux") || name.equals("fluxj"))
                && List.of("broker", "start").contains(command.get(1));
    }

    private String complaint() {
        String jobs = " for all jobs in this instance";
        if (minnodes > 0 || mincores > 0) {
            jobs = " for jobs >=";
            if (minnodes > 0) {
                jobs += " " + minnodes + " nodes";
            }
            if (mincores > 0) {
                jobs += (minnodes > 0 ? " or" : "") + " " + mincores + " cores";
            }
        }
        return "Direct job submission disabled"
                + jobs
                + ". Please use flux-batch(1) or flux-alloc(1)";
    }
}
