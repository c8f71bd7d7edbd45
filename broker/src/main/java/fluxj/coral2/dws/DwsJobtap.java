package fluxj.coral2.dws;

import fluxj.coral2.dws.DwsLink.Shared;
import fluxj.job.Eventlog;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapContext;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.StateChange;
import fluxj.json.JsonObject;

/// Holds jobs with `#DW` directives until their storage on rabbits is made, mounted and cleared
/// (spec coral2 4.2). Jobs that are there when it is loaded go on where they stand.
final class DwsJobtap implements JobtapPlugin {
    static final String FILE_NAME = "dws-jobtap.so";

    private Shared shared;

    @Override
    public String name() {
        return FILE_NAME;
    }

    @Override
    public String service() {
        return "dws";
    }

    @Override
    public void load(JobtapContext context) {
        DwsSettings settings = DwsSettings.of(context.conf());
        Leftovers leftovers = new Leftovers(context);
        shared = new Shared(context, settings, new DwsService(context, leftovers));
        settings.complaint()
                .ifPresent(why -> context.log().info("dws: failed to unpack config: " + why));
        context.log().info(settings.summary());
        new DwsRequests(shared).serve();
        leftovers.clear();
    }

    @Override
    public JsonObject query() {
        return shared.settings().json();
    }

    @Override
    public void accepted(JobView job, JobActions actions) {
        DwsJob.of(shared, job, actions).ifPresent(DwsJob::resume);
    }

    @Override
    public void enterDepend(JobView job, StateChange change, JobActions actions) {
        if (change.event().isPresent()) {
            DwsJob.of(shared, job, actions).ifPresent(DwsJob::enterDepend);
        }
    }

    @Override
    public void enterRun(JobView job, StateChange change, JobActions actions) {
        DwsJob.of(shared, job, actions).ifPresent(DwsJob::enterRun);
    }

    @Override
    public void enterCleanup(JobView job, StateChange change, JobActions actions) {
        DwsJob.of(shared, job, actions).ifPresent(DwsJob::enterCleanup);
    }

    @Override
    public void event(JobView job, Eventlog.Event event, JobActions actions) {
        DwsJob.of(shared, job, actions).ifPresent(known -> known.event(event));
    }
}
