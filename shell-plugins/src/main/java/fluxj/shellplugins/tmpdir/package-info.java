/// The directory that a job has on each of its nodes (spec services 15.4). Layer 2b. Read
/// [TmpdirPlugin] first.
@NullMarked
package fluxj.shellplugins.tmpdir;

import org.jspecify.annotations.NullMarked;
