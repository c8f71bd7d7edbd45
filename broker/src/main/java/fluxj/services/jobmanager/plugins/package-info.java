/// The plugins of the job manager (spec services 11.11): which are loaded, in which order they are
/// called, and what they may do. Layer 4. Read [PluginStack] first; those that come with the job
/// manager are in `builtin`.
@NullMarked
package fluxj.services.jobmanager.plugins;

import org.jspecify.annotations.NullMarked;
