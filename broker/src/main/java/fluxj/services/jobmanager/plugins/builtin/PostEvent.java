package fluxj.services.jobmanager.plugins.builtin;

import fluxj.jobtap.Callers;
import fluxj.jobtap.JobtapContext;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.PluginRequest;
import fluxj.services.jobmanager.BuiltinPluginsProtocol;

/// Posts events for `flux post-job-event`.
final class PostEvent implements JobtapPlugin {
    static final String NAME = ".post-event";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void load(JobtapContext context) {
        context.serve("post", Callers.OWNER, request -> post(context, request));
    }

    private static void post(JobtapContext context, PluginRequest request) {
        BuiltinPluginsProtocol.PostEvent event =
                request.body(BuiltinPluginsProtocol.PostEvent.class);
        context.actions(event.id()).post(event.name(), event.context());
        request.reply();
    }
}
