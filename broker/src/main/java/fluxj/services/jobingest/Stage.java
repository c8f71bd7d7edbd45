package fluxj.services.jobingest;

import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.services.jobingest.JobIngestProtocol.StageStats;

/// What a job passes when it is submitted.
interface Stage {
    /// Looks at a job.
    ///
    /// @return its jobspec, changed or not; or the error that its submission ends with
    Promise<JsonObject> pass(SubmittedJob job);

    /// What it has done.
    StageStats stats();

    /// Takes no more jobs; done when it has let go of everything.
    Promise<Empty> close();
}
