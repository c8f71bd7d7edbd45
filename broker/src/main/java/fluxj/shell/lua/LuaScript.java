package fluxj.shell.lua;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.rpc.Globs;
import fluxj.shell.spi.ShellLevel;

import party.iroiro.luajava.JFunction;
import party.iroiro.luajava.Lua;
import party.iroiro.luajava.LuaException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A script and what it has registered. One of its methods runs at a time, on a thread that may
/// wait; it is closed when the shell ends.
public final class LuaScript implements AutoCloseable {
    private static final String PRELUDE = "prelude.lua";
    private static final String DEFAULT = "default-initrc.lua";

    private final RcState state;
    private final Lua lua;
    private final List<String> topics = new ArrayList<>();
    private final String rcpath;
    private int entries;

    /// A script that was not run.
    ///
    /// @param rcpath the folder of the initrc
    /// @throws FluxException when there is no Lua here
    public LuaScript(RcFacts facts, String rcpath) {
        this.rcpath = rcpath;
        state = new RcState(facts);
        lua = LuaLibrary.open();
        try {
            prepare();
        } catch (LuaException e) {
            lua.close();
            throw new FluxException(Errno.EINVAL, PRELUDE + ": " + e.getMessage());
        }
    }

    private void prepare() {
        lua.openLibraries();
        lua.load(buffer(resource(PRELUDE)), "=" + PRELUDE);
        lua.newTable();
        primitives()
                .forEach(
                        (name, function) -> {
                            lua.push(function);
                            lua.setField(-2, name);
                        });
        lua.pCall(1, 1);
        entries = lua.ref();
    }

    /// Runs a file.
    ///
    /// @param file as it was named
    public RcOutcome run(String file, RcView view) {
        return enter("run", file, Optional.empty(), view);
    }

    /// Runs what takes the place of an initrc where there is none.
    public RcOutcome runDefault(String file, RcView view) {
        return enter("run", file, Optional.of(DEFAULT), view);
    }

    /// True when a handler wants to hear of this.
    public boolean wants(String topic) {
        return topics.stream().anyMatch(glob -> Globs.matches(glob, topic));
    }

    /// Calls the handlers of a topic; for one that begins with `task.` once for each task.
    public RcOutcome call(String topic, RcView view) {
        if (!topic.startsWith("task.")) {
            return enter("call", topic, Optional.empty(), view);
        }
        state.begin(view);
        state.enterTopic(topic);
        for (RcView.TaskView task : view.tasks()) {
            state.enter(task);
            invoke("call", topic, Optional.empty());
        }
        state.enter(null);
        return state.end();
    }

    private RcOutcome enter(String entry, String word, Optional<String> builtin, RcView view) {
        state.begin(view);
        invoke(entry, word, builtin);
        return state.end();
    }

    private void invoke(String entry, String word, Optional<String> builtin) {
        int top = lua.getTop();
        try {
            lua.refGet(entries);
            lua.getField(-1, entry);
            lua.push(word);
            builtin.ifPresent(name -> lua.push(resource(name)));
            lua.pCall(builtin.isPresent() ? 2 : 1, 0);
        } catch (LuaException e) {
            state.fail(String.valueOf(e.getMessage()));
        } finally {
            lua.setTop(top);
        }
    }

    private static String resource(String name) {
        try (InputStream in = LuaScript.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw FluxException.of(e);
        }
    }

    private static ByteBuffer buffer(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private Map<String, JFunction> primitives() {
        Map<String, JFunction> all = new LinkedHashMap<>();
        addShell(all);
        addTask(all);
        addFiles(all);
        all.put(
                "log",
                action(l -> state.say(level((int) l.toInteger(1)), String.valueOf(l.toString(2)))));
        all.put("die", action(l -> state.die(text(l, 1))));
        all.put("failed", action(l -> state.fail(text(l, 1))));
        all.put(
                "callback_failed",
                action(l -> state.callbackFailed(text(l, 1), text(l, 2), text(l, 3))));
        all.put("wants", action(l -> topics.add(text(l, 1))));
        all.put(
                "matches",
                l -> {
                    l.push(Globs.matches(text(l, 1), text(l, 2)));
                    return 1;
                });
        return all;
    }

    private void addShell(Map<String, JFunction> all) {
        all.put(
                "info",
                l -> {
                    LuaJson.push(l, state.facts().info());
                    return 1;
                });
        all.put("rankinfo", this::rankinfo);
        all.put(
                "getopt",
                l -> {
                    state.options()
                            .get(text(l, 1))
                            .ifPresentOrElse(value -> LuaJson.push(l, value), l::pushNil);
                    return 1;
                });
        all.put(
                "setopt",
                action(
                        l ->
                                state.setOption(
                                        text(l, 1),
                                        l.isNoneOrNil(2)
                                                ? Optional.empty()
                                                : Optional.of(LuaJson.read(l, 2)))));
        all.put("environ", this::environ);
        all.put("getenv", l -> push(l, Optional.ofNullable(state.environment().get(text(l, 1)))));
        all.put("setenv", action(l -> state.setenv(text(l, 1), Optional.of(text(l, 2)))));
        all.put(
                "unsetenv",
                l -> {
                    boolean had = state.environment().containsKey(text(l, 1));
                    state.setenv(text(l, 1), Optional.empty());
                    l.push(had);
                    return 1;
                });
        all.put(
                "verbose",
                l -> {
                    if (!l.isNoneOrNil(1)) {
                        state.setDegrees((int) l.toInteger(1));
                    }
                    l.push(state.degrees());
                    return 1;
                });
        all.put("rcpath", l -> push(l, Optional.of(rcpath)));
    }

    private int rankinfo(Lua l) {
        long asked = l.toInteger(1);
        int rank = asked == -1 ? state.facts().rank() : (int) asked;
        if (rank < 0 || rank >= state.facts().size()) {
            l.pushNil();
            l.push(Errno.EINVAL.text());
            return 2;
        }
        LuaJson.push(l, state.facts().node().apply(rank));
        return 1;
    }

    private int environ(Lua l) {
        l.createTable(0, state.environment().size());
        state.environment()
                .forEach(
                        (name, value) -> {
                            l.push(name);
                            l.push(value);
                            l.rawSet(-3);
                        });
        return 1;
    }

    private void addTask(Map<String, JFunction> all) {
        all.put(
                "in_task_process",
                l -> {
                    l.push(state.isInTaskProcess());
                    return 1;
                });
        all.put("print", action(l -> state.print(text(l, 1), text(l, 2))));
        all.put(
                "in_task",
                l -> {
                    l.push(state.task().isPresent());
                    return 1;
                });
        all.put(
                "task_info",
                l -> {
                    state.task().ifPresentOrElse(task -> LuaJson.push(l, task.info()), l::pushNil);
                    return 1;
                });
        all.put("task_getenv", l -> push(l, state.taskGetenv(text(l, 1))));
        all.put("task_setenv", action(l -> state.taskSetenv(text(l, 1), Optional.of(text(l, 2)))));
        all.put("task_unsetenv", action(l -> state.taskSetenv(text(l, 1), Optional.empty())));
    }

    private void addFiles(Map<String, JFunction> all) {
        Path directory = state.facts().directory();
        all.put(
                "resolve",
                l -> push(l, Optional.of(ScriptFiles.resolve(directory, text(l, 1)).toString())));
        all.put(
                "exists",
                l -> {
                    l.push(Files.exists(ScriptFiles.resolve(directory, text(l, 1))));
                    return 1;
                });
        all.put(
                "glob",
                l -> {
                    LuaJson.push(l, ScriptFiles.glob(directory, text(l, 1)));
                    return 1;
                });
        all.put(
                "searchpath",
                l -> {
                    if (!l.isNoneOrNil(1)) {
                        state.setSearchPath(text(l, 1));
                    }
                    return push(l, Optional.of(state.searchPath()));
                });
        all.put(
                "load",
                l -> {
                    Optional<String> why = state.load(text(l, 1), l.toBoolean(2));
                    l.push(why.isEmpty());
                    return 1 + push(l, why);
                });
    }

    /// A primitive without an answer.
    private static JFunction action(Consumer<Lua> body) {
        return l -> {
            body.accept(l);
            return 0;
        };
    }

    private static int push(Lua l, Optional<String> text) {
        text.ifPresentOrElse(l::push, l::pushNil);
        return 1;
    }

    private static String text(Lua l, int index) {
        return String.valueOf(l.toString(index));
    }

    private static ShellLevel level(int number) {
        for (ShellLevel each : ShellLevel.values()) {
            if (each.number() == number) {
                return each;
            }
        }
        return ShellLevel.NOTICE;
    }

    @Override
    public void close() {
        lua.close();
    }
}
