package fluxj.core.runat;

import fluxj.module.ModuleEnvironment;
import fluxj.subprocess.SubprocessServer;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Named lists of commands, each run one command after another. A list runs to its end even when a
/// command fails; its exit code is that of the first one that did, 128 and the signal number for
/// one that a signal killed, 127 for one that was not found and 126 for one that could not be run.
/// Commands are processes of the broker's subprocess server under the name of their list.
public final class Runat {
    private final CommandContext context;
    private final Map<String, BuiltinScript> builtins = new LinkedHashMap<>();
    private final Map<String, CommandList> lists = new LinkedHashMap<>();

    /// No lists yet.
    ///
    /// @param server the one behind `rexec`, so that commands are listed there
    /// @param status told of each command that is about to run, for systemd
    /// @param stdout prints a text on standard output
    public Runat(
            ModuleEnvironment broker,
            SubprocessServer server,
            Consumer<String> status,
            Consumer<String> stdout) {
        context =
                new CommandContext(
                        broker,
                        broker.logs().apply("broker"),
                        server,
                        status,
                        new RecoveryBanner(broker.attributes(), stdout));
    }

    /// Makes a list that is a part of the broker. Commands of that name do not run.
    public void define(String list, BuiltinScript script) {
        builtins.put(list, script);
    }

    /// True when something was ever pushed to a list.
    public boolean isDefined(String list) {
        return builtins.containsKey(list) || lists.containsKey(list);
    }

    /// Runs a list and gives its exit code, on this turn when there is nothing to run.
    ///
    /// @throws IllegalStateException when there is no such list
    public void start(String list, IntConsumer onDone) {
        BuiltinScript builtin = builtins.get(list);
        if (builtin != null) {
            builtin.start(onDone);
            return;
        }
        CommandList defined = lists.get(list);
        if (defined == null) {
            throw new IllegalStateException("no list of commands: " + list);
        }
        defined.start(onDone);
    }

    /// Asks the running command of a list to end (SIGHUP) and skips the rest of it, from now on. A
    /// command that ends well all the same counts as failed. Nothing happens when there is no such
    /// list.
    public void abort(String list) {
        BuiltinScript builtin = builtins.get(list);
        if (builtin != null) {
            builtin.abort();
            return;
        }
        CommandList defined = lists.get(list);
        if (defined != null) {
            defined.abort();
        }
    }

    /// Puts a line for `$SHELL -c` before what waits in a list.
    public void pushShell(String list, String line, Set<CommandFlag> flags) {
        push(list, new ListedCommand(List.of(context.shell(), "-c", line), line, flags));
    }

    /// Puts a line for `$SHELL -c` before what waits in a list, its output in the log.
    public void pushShell(String list, String line) {
        pushShell(list, line, EnumSet.of(CommandFlag.LOG_STDIO));
    }

    /// Puts an initial program before what waits in a list.
    public void pushProgram(String list, InitialProgram program, Set<CommandFlag> flags) {
        switch (program) {
            case InitialProgram.InteractiveShell(String shell) ->
                    pushInteractiveShell(list, shell, flags);
            case InitialProgram.ShellLine(String line) -> pushShell(list, line, flags);
            case InitialProgram.Direct(List<String> argv) -> pushCommand(list, argv, flags);
        }
    }

    /// Puts a program and its arguments before what waits in a list.
    public void pushCommand(String list, List<String> argv, Set<CommandFlag> flags) {
        boolean isShell = argv.size() > 2 && argv.getFirst().equals(context.shell());
        int from = isShell && argv.get(1).equals("-c") ? 2 : 0;
        String shown = String.join(" ", argv.subList(from, argv.size()));
        push(list, new ListedCommand(List.copyOf(argv), shown, flags));
    }

    /// Puts an interactive shell before what waits in a list.
    ///
    /// @param shell its name or path; `$SHELL` when empty
    public void pushInteractiveShell(String list, String shell, Set<CommandFlag> flags) {
        if (flags.contains(CommandFlag.LOG_STDIO)) {
            throw new IllegalArgumentException("an interactive shell needs the terminal");
        }
        Set<CommandFlag> all = EnumSet.of(CommandFlag.INTERACTIVE);
        all.addAll(flags);
        pushCommand(list, List.of(shell.isEmpty() ? context.shell() : shell), all);
    }

    /// Puts a part of the broker before what waits in a list.
    ///
    /// @param shown the command whose place it takes, for the log
    public void pushBuiltin(String list, String shown, BuiltinScript script) {
        push(list, new ListedScript(shown, script));
    }

    private void push(String list, ListEntry entry) {
        lists.computeIfAbsent(list, name -> new CommandList(name, context)).push(entry);
    }
}
