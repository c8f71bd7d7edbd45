/// Tasks on terminals, and who is attached to those (spec services 15.3 `terminus.*`, 15.5 `pty`).
/// Layer 2b. Read [PtyPlugin] first.
@NullMarked
package fluxj.shellplugins.pty;

import org.jspecify.annotations.NullMarked;
