-- Makes a Lua state fit for a job shell's initrc: the tables `shell`, `plugin`, `task` and the
-- functions `source` and `source_if_exists` over the primitives of `host`, and nothing left by which
-- a script could end or block the process that it runs in. Returns what the shell calls.

local host = ...

local INSTRUCTIONS = 100000 -- between two looks at the limits
local LOOKS = 500
local KIBIBYTES = 256 * 1024
local NOTICE, DEBUG, ERROR = 5, 6, 3

local rawpcall, rawxpcall, error, pairs, ipairs = pcall, xpcall, error, pairs, ipairs
local load, type, tostring, select, setmetatable, rawget, rawset =
    load, type, tostring, select, setmetatable, rawget, rawset
local open, lines, remove, rename, tmpfile = io.open, io.lines, os.remove, os.rename, io.tmpfile
local sethook, getinfo, traceback = debug.sethook, debug.getinfo, debug.traceback
local count, rep = collectgarbage, string.rep

-- Limits ------------------------------------------------------------------------------------------

-- Why the script must end: nothing that it does can make it go on.
local stopping
local looks = 0

local function stop (why)
    stopping = why
    error (stopping, 0)
end

-- Where the script is.
local function position ()
    local level = 2
    local info = getinfo (level, "Sl")
    while info and (info.currentline < 0 or info.short_src == "prelude.lua") do
        level = level + 1
        info = getinfo (level, "Sl")
    end
    return info and info.short_src .. ":" .. info.currentline .. ": " or ""
end

local function look ()
    looks = looks + 1
    if stopping then error (stopping, 0) end
    if looks > LOOKS then
        stop (position () .. "stopped after " .. LOOKS * INSTRUCTIONS .. " instructions")
    end
    if count ("count") > KIBIBYTES then
        stop (position () .. "stopped with more than " .. KIBIBYTES // 1024 .. " MiB in use")
    end
end

local function go_on (...)
    if stopping then error (stopping, 0) end
    return ...
end

function pcall (...) return go_on (rawpcall (...)) end
function xpcall (...) return go_on (rawxpcall (...)) end

local create, resume, close = coroutine.create, coroutine.resume, coroutine.close

function coroutine.create (fn)
    local thread = create (fn)
    sethook (thread, look, "", INSTRUCTIONS)
    return thread
end

function coroutine.resume (...) return go_on (resume (...)) end
function coroutine.close (...) return go_on (close (...)) end

local function unwrap (good, ...)
    if not good then error (..., 0) end
    return ...
end

function coroutine.wrap (fn)
    local thread = coroutine.create (fn)
    return function (...) return unwrap (coroutine.resume (thread, ...)) end
end

-- Lua looks at no limit while it finalizes.
_G.setmetatable = function (value, meta)
    if type (meta) == "table" and rawget (meta, "__gc") ~= nil then
        error ("__gc is not available to an initrc: the shell may share its process", 2)
    end
    return setmetatable (value, meta)
end

function string.rep (text, times, separator)
    local length = (#tostring (text) + #tostring (separator or "")) * (tonumber (times) or 0)
    if length > KIBIBYTES * 1024 then error ("resulting string too large", 2) end
    return rep (text, times, separator)
end

-- The libraries -----------------------------------------------------------------------------------

local function refuse (name)
    return function ()
        error (name .. " is not available to an initrc: the shell may share its process", 2)
    end
end

local function resolve (path)
    return type (path) == "string" and host.resolve (path) or path
end

-- Lines of text for the job's log, as the shell has no streams of its own; what handlers of task.exec
-- write is the task's own output, as if they ran in its process.
local function stream (name)
    local rest = ""
    local self = {}
    function self:write (...)
        for i = 1, select ("#", ...) do rest = rest .. tostring ((select (i, ...))) end
        if host.in_task_process () then
            host.print (name, rest)
            rest = ""
        end
        rest = rest:gsub ("([^\n]*)\n", function (line) host.log (NOTICE, line) return "" end)
        return self
    end
    function self:flush ()
        if rest ~= "" then host.log (NOTICE, rest) end
        rest = ""
        return self
    end
    function self:close () return self:flush () ~= nil end
    function self:setvbuf () return true end
    return self
end

local stdout, stderr = stream ("stdout"), stream ("stderr")

function print (...)
    local words = {}
    for i = 1, select ("#", ...) do words[i] = tostring ((select (i, ...))) end
    stdout:write (table.concat (words, "\t"), "\n")
end

io = {
    stdout = stdout,
    stderr = stderr,
    open = function (path, mode) return open (resolve (path), mode) end,
    lines = function (path, ...)
        if path == nil then refuse ("io.lines without a file") () end
        return lines (resolve (path), ...)
    end,
    write = function (...) return stdout:write (...) end,
    output = function (file)
        if file ~= nil then refuse ("io.output of a file") () end
        return stdout
    end,
    close = function (file) return (file or stdout):close () end,
    tmpfile = tmpfile,
    type = io.type,
    read = refuse ("io.read"),
    input = refuse ("io.input"),
    popen = refuse ("io.popen"),
}

os.remove = function (path) return remove (resolve (path)) end
os.rename = function (from, to) return rename (resolve (from), resolve (to)) end
os.execute = refuse ("os.execute")
os.setlocale = refuse ("os.setlocale")
os.exit = function () stop (position () .. "os.exit is not available to an initrc: call shell.die") end

debug = { traceback = traceback, getinfo = getinfo }
string.dump = nil
java = nil
luajava = nil

local function compile (path)
    local file, why = open (resolve (path), "rb")
    if not file then return nil, "cannot open " .. path .. ": " .. tostring (why) end
    local text, wrong = file:read ("a")
    file:close ()
    if not text then return nil, "cannot read " .. path .. ": " .. tostring (wrong) end
    return load ((text:gsub ("^#[^\n]*", "")), "@" .. path, "t")
end

function _G.load (chunk, name, mode, ...)
    if select ("#", ...) == 0 then return load (chunk, name, "t") end
    return load (chunk, name, "t", ...)
end

function loadfile (path, mode, ...)
    local fn, why = compile (path)
    return fn, why
end

function dofile (path)
    local fn, why = compile (path)
    if not fn then error (why, 0) end
    return fn ()
end

package.cpath = ""
package.loadlib = nil
package.path = package.path:gsub ("%./", host.resolve (".") .. "/")
package.preload["flux.shell"] = function () return true end
for name in pairs (package.loaded) do
    if name == "java" or name == "luajava" then package.loaded[name] = nil end
end
package.loaded.io = io
package.loaded.debug = debug
for i = #package.searchers, 2, -1 do package.searchers[i] = nil end
package.searchers[2] = function (name)
    local path, why = package.searchpath (name, package.path)
    if not path then return why .. "\n\tonly modules written in Lua can be loaded" end
    local fn, wrong = compile (path)
    if not fn then error ("error loading module '" .. name .. "' from file '" .. path .. "':\n\t" .. wrong, 0) end
    return fn, path
end

-- plugin ------------------------------------------------------------------------------------------

local files = {} -- those that are being run, the innermost last
local plugins = {}

local function is_pattern (path) return path:find ("[*?%[]") ~= nil end

local function plugin_load (arg)
    local pattern, conf = arg, nil
    if type (arg) == "table" then
        pattern, conf = arg.file, type (arg.conf) == "table" and arg.conf or nil
    elseif type (arg) == "number" then
        pattern = tostring (arg)
    end
    if type (pattern) ~= "string" then error ("plugin.load: invalid argument", 2) end
    local good, why = host.load (pattern, is_pattern (pattern), conf)
    if not good then error ("plugin.load: " .. pattern .. ": " .. why, 2) end
end

local function plugin_register (arg)
    if type (arg) ~= "table" then error ("plugin.create requires table argument", 2) end
    if type (arg.handlers) ~= "table" then error ("required handlers table missing", 2) end
    local handlers = {}
    for i, each in ipairs (arg.handlers) do
        local topic = type (each) == "table" and each.topic
        if type (topic) ~= "string" then error ("Missing or invalid 'topic' in handler entry", 2) end
        if type (each.fn) ~= "function" then error ("Missing or invalid 'fn' in handler entry", 2) end
        handlers[i] = { topic = topic, fn = each.fn }
    end
    if #handlers == 0 then
        error ("plugin.register: handlers table exists but has no entries. (not an array?)", 2)
    end
    local name = arg.name == nil and files[#files] or tostring (arg.name)
    plugins[#plugins + 1] = { name = name or "initrc", handlers = handlers }
    for _, each in ipairs (handlers) do host.wants (each.topic) end
end

plugin = setmetatable ({}, {
    __index = function (self, key)
        if key == "load" then return plugin_load end
        if key == "register" then return plugin_register end
        if key == "searchpath" then return host.searchpath () end
        return rawget (self, key)
    end,
    __newindex = function (_, key, value)
        if key ~= "searchpath" then
            error ("invalid plugin method " .. tostring (key) .. " called", 2)
        end
        host.searchpath (tostring (value))
    end,
})

-- shell -------------------------------------------------------------------------------------------

local function text (value)
    if value == nil then return "(null)" end
    return tostring (value)
end

local function absent (overwrite)
    return overwrite ~= nil and (overwrite == 0 or overwrite == false)
end

local methods = {
    getenv = function (...)
        if select ("#", ...) == 0 then return host.environ () end
        return host.getenv (text ((...)))
    end,
    setenv = function (name, value, overwrite)
        if not (absent (overwrite) and host.getenv (text (name))) then
            host.setenv (text (name), text (value))
        end
        return true
    end,
    unsetenv = function (name)
        if host.unsetenv (text (name)) then return true end
        return nil, "No such file or directory"
    end,
    get_rankinfo = function (rank) return host.rankinfo (math.type (rank) and rank or -1) end,
    log = function (message) host.log (NOTICE, text (message)) end,
    debug = function (message) host.log (DEBUG, text (message)) end,
    log_error = function (message) host.log (ERROR, text (message)) end,
    die = function (message)
        host.die (text (message))
        stop (text (message))
    end,
}

local read_only = { info = 1, getenv = 1, setenv = 1, unsetenv = 1, rankinfo = 1, get_rankinfo = 1 }

local options = setmetatable ({}, {
    __index = function (_, key) return host.getopt (text (key)) end,
    __newindex = function (_, key, value)
        if type (value) == "function" or type (value) == "userdata" or type (value) == "thread" then
            error ("Unexpected Lua type " .. type (value), 2)
        end
        host.setopt (text (key), value)
    end,
})

shell = setmetatable ({ rcpath = host.rcpath (), options = options }, {
    __index = function (self, key)
        if key == nil then error ("shell: invalid key", 2) end
        if key == "info" then return host.info () end
        if key == "rankinfo" then return host.rankinfo (-1) end
        if key == "verbose" then return host.verbose () > 0 end
        return methods[key] or rawget (self, key)
    end,
    __newindex = function (self, key, value)
        if read_only[key] then
            error ("attempt to set read-only field shell." .. key, 2)
        end
        if key == "verbose" then
            local level = type (value) == "boolean" and (value and 1 or 0) or tonumber (value)
            if not level then error ("invalid assignment to shell.verbose", 2) end
            host.verbose (math.floor (level))
            return
        end
        rawset (self, key, value)
    end,
})

-- source ------------------------------------------------------------------------------------------

local function run (path)
    host.log (DEBUG + 1, "trying to load " .. path)
    files[#files + 1] = path
    local fn, why = compile (path)
    local good = fn ~= nil
    if fn then
        good, why = pcall (fn)
    else
        why = path .. ": " .. why
    end
    files[#files] = nil
    if not good then host.failed (text (why)) end
    return good
end

function source (pattern)
    local found, why = host.glob (text (pattern))
    if not found then error (why, 2) end
    if #found == 0 and not is_pattern (pattern) then
        error ("source " .. pattern .. ": No such file or directory", 2)
    end
    for _, path in ipairs (found) do
        if not run (path) then error ("source " .. path .. " failed", 2) end
    end
end

function source_if_exists (path)
    if type (path) ~= "string" then
        error ("bad argument #1 to 'source_if_exists' (string expected, got " .. type (path) .. ")", 2)
    end
    if host.exists (path) and not run (path) then error ("source " .. path .. " failed", 2) end
end

-- What flux's own module of the name flux.shell adds.

function shell.getopt_with_version (name)
    local value = name and shell.options[name]
    if value then return value:match ("^[^@]+"), value:match ("@(.+)$") end
    return nil
end

function shell.prepend_path (name, path)
    local value = shell.getenv (name)
    if value == nil then
        shell.setenv (name, path)
    elseif not (":" .. value .. ":"):find (":" .. path .. ":", 1, true) then
        shell.setenv (name, path .. ":" .. value)
    end
end

function shell.env_strip (...)
    local patterns = { ... }
    for name in pairs (shell.getenv ()) do
        for _, pattern in ipairs (patterns) do
            if name:match (pattern) then shell.unsetenv (name) end
        end
    end
end

local function rcpaths ()
    local path = shell.rcpath .. "/lua.d:" .. (shell.getenv ("FLUX_SHELL_RC_PATH") or "")
    return path:gmatch ("[^:]+")
end

function shell.source_rcpath (pattern)
    for folder in rcpaths () do source (folder .. "/" .. pattern) end
end

function shell.source_rcpath_option (option)
    local name, version = shell.getopt_with_version (option)
    if name and name ~= "none" then
        for folder in rcpaths () do
            local stem = folder .. "/" .. option .. "/" .. name
            source_if_exists (stem .. ".lua")
            if version then source_if_exists (stem .. "@" .. version .. ".lua") end
        end
    end
end

coprocess = {}

function coprocess.define (spec)
    local name = spec.name
    if not name then error ("coprocess.define: spec is missing required 'name'") end
    local option = shell.options[name]
    if option == nil then return end
    spec.name = nil
    if type (option) == "table" then
        for key, value in pairs (option) do spec[key] = value end
    end
    local all = shell.options.coprocess or {}
    all[name] = spec
    shell.options.coprocess = all
end

-- task --------------------------------------------------------------------------------------------

local task_methods = {
    getenv = function (name) return host.task_getenv (text (name)) end,
    setenv = function (name, value, overwrite)
        if not (absent (overwrite) and host.task_getenv (text (name))) then
            host.task_setenv (text (name), text (value))
        end
        return true
    end,
    unsetenv = function (name) host.task_unsetenv (text (name)) end,
}

task = setmetatable ({}, {
    __index = function (_, key)
        if not host.in_task () then error ("attempt to access task outside of task context", 2) end
        if key == "info" then return host.task_info () end
        return task_methods[key]
    end,
})

-- What the shell calls ----------------------------------------------------------------------------

local function guarded (fn, ...)
    looks = 0
    sethook (look, "", INSTRUCTIONS)
    local result = table.pack (rawpcall (fn, ...))
    sethook ()
    stdout:flush ()
    stderr:flush ()
    return table.unpack (result, 1, result.n)
end

local entries = {}

-- Runs the initrc; the text of it, when it is no file.
function entries.run (path, builtin)
    local good, why = guarded (function ()
        if not builtin then return run (path) end
        files[1] = path
        local fn, wrong = load (builtin, "@" .. path, "t")
        if not fn then error (wrong, 0) end
        fn ()
        files[1] = nil
        return true
    end)
    if not good then host.failed (text (why)) end
end

-- Calls the first handler of each plugin whose topic matches.
function entries.call (topic)
    for _, each in ipairs (plugins) do
        for _, handler in ipairs (each.handlers) do
            if host.matches (handler.topic, topic) then
                local result = table.pack (guarded (handler.fn, topic))
                if not result[1] then
                    host.callback_failed (each.name, topic, "lua plugin " .. each.name .. ": " .. text (result[2]))
                elseif result.n > 1 and not result[2] then
                    host.callback_failed (each.name, topic, "")
                end
                break
            end
        end
    end
end

return entries
