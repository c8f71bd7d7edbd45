/// The Lua script that a job shell runs before its job (spec services 15.9), and the only package
/// that knows the Lua binding; nothing of it is loaded for jobs without a script. Layer 2b, below
/// `fluxj.shell`, which runs scripts on threads for slow work and never on its reactor: a script
/// works on copies, and what it changes comes back as a list of [RcEffect]s. Read [LuaScript] and
/// `prelude.lua`, beside it among the resources, first.
///
/// A shell may share its process with a broker, so a script can do less than under flux-core's
/// shell: it ends after so many instructions or with so much memory in use, loads no C and no
/// compiled Lua, and has no `os.exit`, `os.execute`, `io.popen` and `io.read`; each of them says
/// so. What it prints goes to the job's log.
@NullMarked
package fluxj.shell.lua;

import org.jspecify.annotations.NullMarked;
