package fluxj.services.runat;

import fluxj.errors.FluxException;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/// The command lists of one broker.
public final class Runat {
    private final Workshop workshop;
    private final Map<String, CommandList> lists = new LinkedHashMap<>();

    /// No lists yet.
    public Runat(Workshop workshop) {
        this.workshop = workshop;
    }

    /// Puts a command line for the shell at the front of a list; its output goes to the log.
    public void pushShell(String list, String commandLine) {
        push(list, Entry.shell(workshop.shell(), commandLine));
    }

    /// Puts the initial program into a list; it shares the broker's streams.
    ///
    /// @throws FluxException EINVAL for an interactive shell without a terminal
    public void pushProgram(String list, InitialProgram program) {
        push(list, program.entry(workshop.terminal().isPresent()));
    }

    private void push(String list, Entry entry) {
        lists.computeIfAbsent(list, CommandList::new).push(entry);
    }

    /// True when something was ever put into that list.
    public boolean isDefined(String list) {
        return lists.containsKey(list);
    }

    /// Runs a list; `onDone` gets its exit code.
    public void start(String list, IntConsumer onDone) {
        CommandList found = lists.get(list);
        if (found != null) {
            found.start(workshop, onDone);
        }
    }

    /// Sends SIGHUP to what runs of a list and skips what has not run.
    public void abort(String list) {
        CommandList found = lists.get(list);
        if (found != null) {
            found.abort();
        }
    }
}
