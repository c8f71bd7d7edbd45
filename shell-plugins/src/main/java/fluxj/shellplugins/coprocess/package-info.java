/// Helpers that run as long as a job's tasks do, such as monitors (spec services 15.7). Layer 2b.
/// Read [CoprocessPlugin] first.
@NullMarked
package fluxj.shellplugins.coprocess;

import org.jspecify.annotations.NullMarked;
