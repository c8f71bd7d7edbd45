/// What a plugin of the job shell is written against (spec services 15.9): one interface of
/// callbacks, a read-only view of the job, and explicit actions. Layer 2b. Read [ShellPlugin] and
/// [ShellContext] first.
@NullMarked
package fluxj.shell.spi;

import org.jspecify.annotations.NullMarked;
