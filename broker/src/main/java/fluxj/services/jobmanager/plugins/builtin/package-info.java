/// The plugins that come with the job manager (spec services 11.11), each one class over
/// `fluxj.jobtap`. Layer 4. Read [BuiltinPlugins] for their order.
@NullMarked
package fluxj.services.jobmanager.plugins.builtin;

import org.jspecify.annotations.NullMarked;
