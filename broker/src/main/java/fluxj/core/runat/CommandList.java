package fluxj.core.runat;

import fluxj.errors.FluxException;
import fluxj.service.Severity;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;

/// One list of [Runat]: what waits, what runs, and how it went so far.
final class CommandList implements RunningCommand.Owner {
    private static final int NANOS_PER_TENTH = 100_000_000;
    private static final int LONGEST_STATUS = 255;

    private final String name;
    private final CommandContext context;
    private final Deque<ListEntry> waiting = new ArrayDeque<>();
    private @Nullable RunningEntry running;
    private @Nullable IntConsumer onDone;
    private String shown = "";
    private long startedAt;
    private int started;
    private int exitCode;
    private boolean aborted;

    CommandList(String name, CommandContext context) {
        this.name = name;
        this.context = context;
    }

    String name() {
        return name;
    }

    void push(ListEntry entry) {
        waiting.addFirst(entry);
    }

    void start(IntConsumer whenDone) {
        onDone = whenDone;
        startNext();
    }

    void abort() {
        aborted = true;
        if (running != null) {
            running.hangUp();
        }
    }

    private void startNext() {
        running = null;
        if (aborted) {
            waiting.clear();
        }
        ListEntry entry = waiting.poll();
        if (entry == null) {
            IntConsumer listener = onDone;
            onDone = null;
            if (listener != null) {
                listener.accept(exitCode);
            }
            return;
        }
        shown = entry.shown();
        String status = "Running " + shown;
        context.status().accept(status.substring(0, Math.min(status.length(), LONGEST_STATUS)));
        started++;
        startedAt = context.reactor().nanoTime();
        RunningEntry next =
                switch (entry) {
                    case ListedCommand command -> new RunningCommand(this, context, name, command);
                    case ListedScript(String _, BuiltinScript script) ->
                            new RunningScript(script, this);
                };
        running = next;
        next.start();
    }

    @Override
    public void output(Severity severity, String line) {
        context.log().log(severity, prefix() + line);
    }

    @Override
    public void trouble(String what, FluxException error) {
        context.log().err(what + ' ' + name + ": " + error.getMessage());
    }

    private String prefix() {
        return name + '.' + (started - 1) + ": ";
    }

    /// The next one starts on a later turn, when the subprocess server has let go of this one's
    /// name.
    @Override
    public void ended(int rc, String how) {
        int code = rc;
        String said = how;
        if (rc == 0 && aborted) {
            code = 1;
            said = "aborted after exit with rc=0";
        }
        long tenths =
                (context.reactor().nanoTime() - startedAt + NANOS_PER_TENTH / 2) / NANOS_PER_TENTH;
        context.log().log(
                code == 0 ? Severity.INFO : Severity.ERR,
                prefix()
                        + shown
                        + ' '
                        + said
                        + " (rc="
                        + code
                        + ") "
                        + tenths / 10
                        + '.'
                        + tenths % 10
                        + 's');
        if (exitCode == 0) {
            exitCode = code;
        }
        context.reactor().post(this::startNext);
    }
}
