/// Jobs that are instances of their own, in the form that older commands gave them (spec services
/// 15.7). Layer 2b. Read [BatchPlugin] first.
@NullMarked
package fluxj.shellplugins.batch;

import org.jspecify.annotations.NullMarked;
