/// `fluxj top`: an instance on the whole terminal, as it changes. Layer 6; JLine is at home here
/// and is loaded by this command alone. Read [TopCommand] and [InstanceView].
@NullMarked
package fluxj.cli.top;

import org.jspecify.annotations.NullMarked;
