-- What a job shell does when its installation has no initrc.lua.
plugin.load { file = "*.so" }
shell.source_rcpath ("*.lua")
shell.source_rcpath_option ("mpi")
if shell.options.userrc then source (shell.options.userrc) end
