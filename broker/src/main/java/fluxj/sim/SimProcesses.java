package fluxj.sim;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.ChildProcess;
import fluxj.platform.ProcessSpawner;
import fluxj.platform.PseudoTerminal;
import fluxj.platform.SpawnRequest;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Processes that do what a scenario says they do, in virtual time. A program nobody has scripted
/// is not found.
public final class SimProcesses implements ProcessSpawner {
    private static final int FIRST_PID = 1000;

    /// What one run of a program does.
    ///
    /// @param runTime how long it runs before it does its work
    /// @param work does it, and says how the program ends
    /// @param stdout what it prints at its end
    /// @param stderr what it complains of at its end
    /// @param dialogue what it says before that to who started it
    public record Script(
            Duration runTime,
            Supplier<Promise<WaitStatus>> work,
            String stdout,
            String stderr,
            Dialogue dialogue) {
        /// Ends at once with that code and says nothing.
        public static Script exits(int code) {
            return ending(() -> Promise.of(WaitStatus.exited(code)));
        }

        /// Ends as its work says, in the turn of its broker.
        public static Script ending(Supplier<Promise<WaitStatus>> work) {
            return new Script(Duration.ZERO, work, "", "", Dialogue.NONE);
        }

        /// Prints, then ends well.
        public static Script prints(String text) {
            return new Script(
                    Duration.ZERO, () -> Promise.of(WaitStatus.exited(0)), text, "", Dialogue.NONE);
        }

        /// The same, but takes that long.
        public Script lasting(Duration time) {
            return new Script(time, work, stdout, stderr, dialogue);
        }

        /// The same, and complains.
        public Script complaining(String text) {
            return new Script(runTime, work, stdout, text, dialogue);
        }

        /// The same, and talks.
        public Script talking(Dialogue lines) {
            return new Script(runTime, work, stdout, stderr, lines);
        }
    }

    /// Lines on a channel, each said when the one before was answered.
    ///
    /// @param heard takes the answers, with their newlines
    public record Dialogue(String channel, List<String> lines, Consumer<String> heard) {
        /// Nothing is said.
        public static final Dialogue NONE = new Dialogue("", List.of(), _ -> {});
    }

    private final Reactor reactor;
    private final Map<String, Function<SpawnRequest, Script>> programs = new HashMap<>();
    private final List<SpawnRequest> started = new ArrayList<>();
    private final List<Terminal> terminals = new ArrayList<>(0);

    /// Processes of that broker; none is scripted yet.
    public SimProcesses(Reactor reactor) {
        this.reactor = reactor;
    }

    /// From now on `name`, as it stands in a command line, does what `script` says.
    public SimProcesses program(String name, Function<SpawnRequest, Script> script) {
        programs.put(name, script);
        return this;
    }

    /// Everything that was started, in order.
    public List<SpawnRequest> started() {
        return List.copyOf(started);
    }

    @Override
    public ChildProcess spawn(SpawnRequest request) {
        reactor.checkConfined();
        if (request.argv().isEmpty()) {
            throw new FluxException(Errno.EINVAL, "no command to run");
        }
        Function<SpawnRequest, Script> script = programs.get(request.argv().getFirst());
        if (script == null) {
            throw new FluxException(Errno.ENOENT);
        }
        int pid = FIRST_PID + started.size();
        started.add(request);
        return new SimChild(reactor, pid, request, script.apply(request));
    }

    @Override
    public PseudoTerminal openTerminal() {
        Terminal terminal = new Terminal(terminals.size());
        terminals.add(terminal);
        return terminal;
    }

    /// Every terminal that was made, in order.
    public List<Terminal> terminals() {
        return List.copyOf(terminals);
    }

    /// A terminal without processes: a scenario says what they would print and sees what was typed.
    public static final class Terminal implements PseudoTerminal {
        private final int number;
        private final ByteArrayOutputStream typed = new ByteArrayOutputStream();
        private final List<String> notes = new ArrayList<>();
        private @Nullable Listener listener;
        private boolean reading = true;

        Terminal(int number) {
            this.number = number;
        }

        /// What was typed so far.
        public String typed() {
            return typed.toString(StandardCharsets.UTF_8);
        }

        /// Sizes and signals in their order, such as `25x80` and `signal 2`; `closed` at the end.
        public List<String> notes() {
            return List.copyOf(notes);
        }

        /// True when somebody reads what processes print.
        public boolean isRead() {
            return listener != null && reading;
        }

        /// A process prints.
        public void print(String text) {
            Listener target = listener;
            if (target != null) {
                target.onBytes(text.getBytes(StandardCharsets.UTF_8));
            }
        }

        /// The last process has left it.
        public void hangUp() {
            Listener target = listener;
            if (target != null) {
                target.onEnd();
            }
        }

        @Override
        public String device() {
            return "/dev/pts/" + number;
        }

        @Override
        public void resize(int rows, int columns) {
            notes.add(rows + "x" + columns);
        }

        @Override
        public void signal(int signum) {
            notes.add("signal " + signum);
        }

        @Override
        public void listen(Listener target) {
            listener = target;
        }

        @Override
        public void write(byte[] chunk) {
            typed.writeBytes(chunk);
        }

        @Override
        public int pending() {
            return 0;
        }

        @Override
        public void end() {
            notes.add("ended");
        }

        @Override
        public void reading(boolean on) {
            reading = on;
        }

        @Override
        public void close() {
            notes.add("closed");
        }
    }
}
