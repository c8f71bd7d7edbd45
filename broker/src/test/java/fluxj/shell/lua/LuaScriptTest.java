package fluxj.shell.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.shell.lua.RcEffect.CallbackFailed;
import fluxj.shell.lua.RcEffect.Environment;
import fluxj.shell.lua.RcEffect.Option;
import fluxj.shell.lua.RcEffect.Said;
import fluxj.shell.lua.RcEffect.TaskEnvironment;
import fluxj.shell.lua.RcEffect.Verbose;
import fluxj.shell.spi.ShellLevel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The initrc of a job shell (spec services 15.9).
class LuaScriptTest {
    private static final List<JsonObject> NODES =
            List.of(
                    JsonObject.parse("{\"broker_rank\":1,\"ntasks\":2}"),
                    JsonObject.parse("{\"broker_rank\":3,\"ntasks\":1}"));

    private final List<LuaScript> opened = new ArrayList<>();
    @TempDir Path folder;

    @AfterEach
    void close() {
        opened.forEach(LuaScript::close);
    }

    private LuaScript script() {
        LuaScript made =
                new LuaScript(
                        new RcFacts(
                                JsonObject.parse("{\"jobid\":7,\"options\":{\"verbose\":0}}"),
                                2,
                                1,
                                NODES::get,
                                folder,
                                "/nowhere:" + folder + "/plugins",
                                Set.of("cray_pals.so")),
                        folder.toString());
        opened.add(made);
        return made;
    }

    private static RcView view(String options, RcView.TaskView... tasks) {
        return new RcView(Map.of("HOME", "/home/me"), JsonObject.parse(options), 0, List.of(tasks));
    }

    private RcOutcome run(String text) {
        return run(script(), text, "{}");
    }

    private RcOutcome run(LuaScript script, String text, String options) {
        write("rc.lua", text);
        return script.run("rc.lua", view(options));
    }

    private void write(String name, String text) {
        try {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<RcEffect> effects(String text) {
        RcOutcome outcome = run(text);
        assertEquals(Optional.empty(), outcome.failure());
        return outcome.effects().stream()
                .filter(each -> !(each instanceof Said said && said.level() == ShellLevel.TRACE))
                .toList();
    }

    private String said(String text) {
        return effects(text).stream()
                .map(each -> each instanceof Said(ShellLevel _, String words) ? words : "?")
                .reduce("", (all, words) -> all + "|" + words);
    }

    private static Option option(String name, String text) {
        return new Option(name, Optional.of(JsonValue.of(text)));
    }

    @Test
    void theGuidesBlockGivesCrayPalsToJobsThatSayNothingOfPmi() {
        String block =
                """
                if shell.options['pmi'] == nil then
                    shell.options['pmi'] = 'cray-pals,simple'
                end
                """;
        assertEquals(List.of(option("pmi", "cray-pals,simple")), effects(block));
        assertTrue(
                run(script(), block, "{\"pmi\":\"off\"}").effects().stream()
                        .noneMatch(Option.class::isInstance));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    =                                    | rc.lua: rc.lua:1: unexpected symbol near '='
                    x = nil + 1                          | rc.lua:1: attempt to perform arithmetic on a nil value
                    local x = task.info                  | rc.lua:1: attempt to access task outside of task context
                    plugin.register {}                   | rc.lua:1: required handlers table missing
                    plugin.register { handlers = { topic = '*' } } | rc.lua:1: plugin.register: handlers table exists but has no entries. (not an array?)
                    plugin.register { handlers = { { fn = print } } } | rc.lua:1: Missing or invalid 'topic' in handler entry
                    plugin.register (1)                  | rc.lua:1: plugin.create requires table argument
                    plugin.foo = 1                       | rc.lua:1: invalid plugin method foo called
                    shell.getenv = 1                     | rc.lua:1: attempt to set read-only field shell.getenv
                    shell.verbose = 'x'                  | rc.lua:1: invalid assignment to shell.verbose
                    plugin.load (true)                   | rc.lua:1: plugin.load: invalid argument
                    plugin.load 'nosuch.so'              | rc.lua:1: plugin.load: nosuch.so: File not found
                    plugin.load { file = 'dummy.so' }    | rc.lua:1: plugin.load: dummy.so: Operation not supported: only flux-core's own shell loads plugins written in C
                    source 'nosuch.lua'                  | rc.lua:1: source nosuch.lua: No such file or directory
                    os.exit (0)                          | rc.lua:1: os.exit is not available to an initrc: call shell.die
                    os.execute 'true'                    | rc.lua:1: os.execute is not available to an initrc: the shell may share its process
                    io.popen 'true'                      | rc.lua:1: io.popen is not available to an initrc: the shell may share its process
                    io.read ()                           | rc.lua:1: io.read is not available to an initrc: the shell may share its process
                    java.import 'java.lang.System'       | rc.lua:1: attempt to index a nil value (global 'java')
                    debug.sethook ()                     | rc.lua:1: attempt to call a nil value (field 'sethook')
                    setmetatable ({}, { __gc = print })  | rc.lua:1: __gc is not available to an initrc: the shell may share its process
                    string.rep ('x', 1 << 40)            | rc.lua:1: resulting string too large
                    while true do end                    | rc.lua:1: stopped after 50000000 instructions
                    while true do pcall (error) end      | rc.lua:1: stopped after 50000000 instructions
                    coroutine.wrap (function () while true do end end) () | rc.lua:1: stopped after 50000000 instructions
                    local t = {} while true do t[#t + 1] = {} end | rc.lua:1: stopped with more than 256 MiB in use
                    local function f () return 1 + f () end f () | rc.lua:1: stack overflow
                    """)
    void aScriptThatFailsSaysWhereAndWhy(String text, String why) {
        write("plugins/dummy.so", "");
        RcOutcome outcome = run(text);
        String found = outcome.failure().orElse("it went well");
        assertTrue(found.startsWith(why), found);
        assertTrue(outcome.effects().contains(new Said(ShellLevel.ERROR, found)));
    }

    @Test
    void compiledLuaAndModulesOfCAreRefused() {
        assertTrue(run("assert (load ('\\27Lua'))").failure().orElse("").contains("binary chunk"));
        String why = run("require 'posix'").failure().orElse("");
        assertTrue(why.contains("only modules written in Lua can be loaded"), why);
    }

    @Test
    void theEnvironmentCanBeReadAndChanged() {
        assertEquals(
                List.of(
                        new Environment("A", Optional.of("1")),
                        new Environment("HOME", Optional.empty()),
                        new Environment("PATH", Optional.of("/b")),
                        new Environment("PATH", Optional.of("/a:/b")),
                        new Said(ShellLevel.NOTICE, "1 nil /a:/b nil")),
                effects(
                                """
                        shell.setenv ('A', 1)
                        shell.setenv ('A', 2, 0)
                        shell.unsetenv ('HOME')
                        shell.prepend_path ('PATH', '/b')
                        shell.prepend_path ('PATH', '/a')
                        shell.prepend_path ('PATH', '/b')
                        local env = shell.getenv ()
                        shell.log (env.A .. ' ' .. tostring (env.HOME) .. ' ' .. shell.getenv 'PATH'
                                   .. ' ' .. tostring (shell.unsetenv 'nosuch'))
                        """)
                        .stream()
                        .filter(each -> !each.equals(new Environment("nosuch", Optional.empty())))
                        .toList());
    }

    @Test
    void variablesGoByPattern() {
        assertEquals(
                List.of(new Environment("HOME", Optional.empty())),
                effects("shell.env_strip ('^HO', '^XY')"));
    }

    @Test
    void optionsAreTablesAndArraysAndNumbers() {
        List<RcEffect> effects =
                effects(
                        """
                        shell.options.a = { 1, 2.5, 'x', true }
                        shell.options.b = { k = { n = 3.0 } }
                        shell.options.c = nil
                        shell.log (shell.options.a[3] .. shell.options.b.k.n)
                        """);
        assertEquals(
                List.of(
                        new Option(
                                "a",
                                Optional.of(
                                        JsonObject.parse("{\"a\":[1,2.5,\"x\",true]}")
                                                .get("a")
                                                .orElseThrow())),
                        new Option("b", Optional.of(JsonObject.parse("{\"k\":{\"n\":3}}"))),
                        new Option("c", Optional.empty()),
                        new Said(ShellLevel.NOTICE, "x3")),
                effects);
    }

    @Test
    void theJobAndItsShellsAreKnown() {
        assertEquals(
                "|7 3 1 2 nil false",
                said(
                        """
                        shell.log (table.concat ({ shell.info.jobid, shell.rankinfo.broker_rank,
                            shell.get_rankinfo (0).broker_rank, shell.get_rankinfo (0).ntasks,
                            tostring (shell.get_rankinfo (9)), tostring (shell.verbose) }, ' '))
                        """));
    }

    @Test
    void whatIsPrintedIsLogged() {
        assertEquals(
                "|one\ttwo|half a line|the rest",
                said("print ('one', 'two') io.stderr:write ('half ', 'a line\\nthe rest')"));
        assertEquals(
                List.of(
                        new Verbose(1),
                        new Said(ShellLevel.DEBUG, "d"),
                        new Said(ShellLevel.ERROR, "e")),
                effects("shell.verbose = true shell.debug ('d') shell.log_error ('e')"));
    }

    @Test
    void dyingEndsTheScriptWhateverItDoes() {
        RcOutcome outcome = run("pcall (shell.die, 'enough') shell.log ('never')");
        assertEquals(Optional.of("enough"), outcome.death());
        assertEquals(Optional.empty(), outcome.failure());
        assertFalse(outcome.effects().contains(new Said(ShellLevel.NOTICE, "never")));
    }

    @Test
    void otherScriptsAreSourced() {
        write("lua.d/b.lua", "shell.log ('b')");
        write("lua.d/a.lua", "#!/usr/bin/lua\nshell.log ('a ' .. shell.rcpath)");
        write("lua.d/mpi/spectrum.lua", "shell.log ('mpi')");
        write("lua.d/mpi/spectrum@5.lua", "shell.log ('mpi 5')");
        assertEquals(
                "|a " + folder + "|b|mpi|mpi 5",
                said("""
                        require 'flux.shell'
                        shell.options.mpi = 'spectrum@5'
                        shell.source_rcpath ('*.lua')
                        shell.source_rcpath_option ('mpi')
                        source_if_exists ('nosuch.lua')
                        source ('nosuch*.lua')
                        """)
                        .replace("|?", ""));
        write("bad.lua", "\n\nerror ('deep')");
        RcOutcome outcome = run("source 'bad.lua'");
        assertEquals(Optional.of("bad.lua:3: deep"), outcome.failure());
    }

    @Test
    void pluginsOfOurOwnCountAsLoadedAndOthersOfAPatternArePassedOver() {
        List<RcEffect> loaded = List.of(new RcEffect.Loaded("cray_pals.so"));
        assertEquals(loaded, effects("plugin.load 'cray_pals.so'"));
        assertEquals(loaded, effects("plugin.load { file = 'cray_pals.so', conf = { a = 1 } }"));
        assertEquals(List.of(), effects("plugin.load 'nosuch*.so'"));
        write("plugins/dummy.so", "");
        write("plugins/cray_pals.so", "");
        assertTrue(said("plugin.load '*.so'").contains("plugins/dummy.so: not loaded"));
        assertEquals("|/nowhere:" + folder + "/plugins", said("shell.log (plugin.searchpath)"));
        assertEquals(List.of(), effects("plugin.searchpath = '/x' plugin.load '*.so'"));
    }

    @Test
    void handlersAreCalledByTopicAndForEachTask() {
        LuaScript script = script();
        run(
                script,
                """
                plugin.register {
                    name = "mine",
                    handlers = {
                        { topic = "shell.init", fn = function (topic) shell.log (topic) end },
                        { topic = "task.*", fn = function ()
                            task.setenv ("R", task.info.rank)
                            task.setenv ("R", "no", 0)
                            task.unsetenv ("X")
                            return task.getenv ("X") == nil and task.getenv ("R") == "5"
                        end },
                        { topic = "shell.exit", fn = function () error "gone" end },
                    }
                }
                plugin.register { handlers = { { topic = "shell.start", fn = function () return nil end } } }
                """,
                "{}");
        assertTrue(script.wants("task.init"));
        assertFalse(script.wants("shell.finish"));
        assertEquals(
                List.of(new Said(ShellLevel.NOTICE, "shell.init")),
                script.call("shell.init", view("{}")).effects());
        RcView.TaskView first =
                new RcView.TaskView(0, JsonObject.parse("{\"rank\":5}"), Map.of("X", "1"));
        RcView.TaskView second = new RcView.TaskView(1, JsonObject.parse("{\"rank\":6}"), Map.of());
        assertEquals(
                List.of(
                        new TaskEnvironment(0, "R", Optional.of("5")),
                        new TaskEnvironment(0, "X", Optional.empty()),
                        new TaskEnvironment(1, "R", Optional.of("6")),
                        new TaskEnvironment(1, "X", Optional.empty()),
                        new CallbackFailed("mine", "task.init", "")),
                script.call("task.init", view("{}", first, second)).effects());
        assertEquals(
                List.of(
                        new CallbackFailed(
                                "mine", "shell.exit", "lua plugin mine: rc.lua:11: gone")),
                script.call("shell.exit", view("{}")).effects());
        assertTrue(script.call("shell.start", view("{}")).isAnyCallbackFailed());
        assertEquals(List.of(), script.call("shell.finish", view("{}")).effects());
    }

    @Test
    void aHandlerThatDoesNotEndIsEnded() {
        LuaScript script = script();
        run(
                script,
                "plugin.register { name = 'l', handlers = {"
                        + " { topic = '*', fn = function () while true do end end } } }",
                "{}");
        assertEquals(
                List.of(
                        new CallbackFailed(
                                "l",
                                "shell.init",
                                "lua plugin l: rc.lua:1: stopped after 50000000 instructions")),
                script.call("shell.init", view("{}")).effects());
    }

    @Test
    void withoutAnInitrcTheUsersAndTheFoldersScriptsAreRun() {
        write("mine.lua", "shell.log ('mine')");
        RcOutcome outcome = script().runDefault("initrc.lua", view("{\"userrc\":\"mine.lua\"}"));
        assertEquals(Optional.empty(), outcome.failure());
        assertTrue(outcome.effects().contains(new Said(ShellLevel.NOTICE, "mine")));
    }
}
