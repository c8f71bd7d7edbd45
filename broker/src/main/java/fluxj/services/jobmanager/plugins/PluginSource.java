package fluxj.services.jobmanager.plugins;

import fluxj.jobtap.JobtapPlugin;

/// A plugin that was found.
///
/// @param path where, or `builtin`
/// @param closing lets go of its code
record PluginSource(JobtapPlugin plugin, String path, Runnable closing) {
    static final String BUILTIN = "builtin";

    static PluginSource builtin(JobtapPlugin plugin) {
        return new PluginSource(plugin, BUILTIN, () -> {});
    }
}
