package fluxj.services.jobmanager.plugins;

import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapPlugin;
import fluxj.rpc.Globs;

/// A plugin that is loaded.
///
/// @param name what it is listed by
/// @param path where it came from, or `builtin`
/// @param closing lets go of its code
record LoadedPlugin(
        JobtapPlugin plugin, String name, String path, PluginScope scope, Runnable closing) {
    boolean isBuiltin() {
        return name.startsWith(".");
    }

    JobActions actions(JobView job) {
        return scope.actions(job);
    }

    boolean wants(JobView job) {
        return scope.memory().isSubscribed(job.id());
    }

    boolean updates(String key) {
        for (String glob : plugin.updateKeys()) {
            if (glob.equals(key) || Globs.matches(glob, key)) {
                return true;
            }
        }
        return false;
    }
}
