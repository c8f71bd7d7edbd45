package fluxj.cli.exec;

import fluxj.cli.Console;
import fluxj.cli.Decimals;
import fluxj.cli.NodeTarget;
import fluxj.cli.OutputFailure;
import fluxj.client.FluxClient;
import fluxj.client.StandardInput;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.platform.os.OsSignals;
import fluxj.rpc.StreamMethod;
import fluxj.services.rexec.RexecProtocol.News;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The foreground of `exec`: processes on several brokers, their output, input and end.
final class ExecRun implements RemoteProcess.Listener {
    private static final long INTERRUPT_NANOS = 1_000_000_000L;

    /// What the options ask for.
    ///
    /// @param name what the processes are called in errors
    /// @param flow true when input waits for credits
    record Style(String name, boolean labelOutput, boolean verbose, boolean quiet, boolean flow) {}

    private final FluxClient client;
    private final Console console;
    private final Idset targets;
    private final Style style;
    private final List<RemoteProcess> processes = new ArrayList<>();
    private final Map<String, Idset> endings = new LinkedHashMap<>();
    private final long startNanos = System.nanoTime();
    private final StandardInput input;
    private Idset running;
    private byte[] held = new byte[0];
    private boolean feeding;
    private int started;
    private int ended;
    private int exitCode;
    private int interrupts;
    private long lastInterrupt;
    private boolean stopped;

    ExecRun(FluxClient client, Console console, Idset targets, Style style) {
        this.client = client;
        this.console = console;
        this.targets = targets;
        this.style = style;
        running = targets;
        input = new StandardInput(client.reactor(), console.in(), this::onInput);
    }

    /// What a process attached to is called.
    static String attachedName(String target) {
        return (NodeTarget.number(target) > 0 ? "pid " : "label ") + target;
    }

    /// Sends the request to every target.
    <Q extends Record> void start(StreamMethod<Q, News> method, Q body) {
        if (style.verbose()) {
            console.err()
                    .println(
                            elapsed()
                                    + ": Starting "
                                    + style.name()
                                    + " on "
                                    + targets.toBracketedString());
        }
        targets.forEach(
                rank -> processes.add(RemoteProcess.open(client, method, rank, body, this)));
        if (style.verbose()) {
            console.err().println(elapsed() + ": Sent all requests");
        }
    }

    private String elapsed() {
        return Decimals.of((System.nanoTime() - startNanos) / 1e6, 6) + "ms";
    }

    /// Waits for the end of all, and gives the largest exit code.
    ///
    /// @param withInput true to send standard input along, false to close it
    /// @param attached true when an interrupt leaves the processes alone
    int await(boolean withInput, boolean attached) {
        if (withInput) {
            feeding = true;
        } else {
            processes.forEach(RemoteProcess::closeInput);
        }
        OsSignals signals = new OsSignals(client.reactor());
        signals.handle(
                List.of(Signum.SIGINT, Signum.SIGTERM), signum -> onSignal(signum, attached));
        client.reactor().runUntil(() -> stopped || ended == processes.size());
        signals.close();
        console.out().flush();
        if (style.verbose()) {
            console.err()
                    .println(elapsed() + ": " + ended + " tasks complete with code " + exitCode);
        }
        if (!style.quiet()) {
            endings.forEach(
                    (ending, ranks) ->
                            console.err().println(ranks.toBracketedString() + ": " + ending));
        }
        return exitCode;
    }

    private void onSignal(int signum, boolean attached) {
        if (signum == Signum.SIGINT && attached) {
            String target = style.name().substring(style.name().indexOf(' ') + 1);
            console.err().println("detached; use 'fluxj sproc kill " + target + "' to signal it");
            stopped = true;
            return;
        }
        if (signum == Signum.SIGINT
                && interrupts >= 2
                && System.nanoTime() - lastInterrupt < INTERRUPT_NANOS) {
            console.err().println(running.toBracketedString() + ": command still running at exit");
            exitCode = 1;
            stopped = true;
            return;
        }
        if (style.verbose()) {
            console.err()
                    .println(
                            "sending signal "
                                    + signum
                                    + " to "
                                    + (started - ended)
                                    + " running processes");
        }
        processes.forEach(process -> process.kill(signum));
        if (signum == Signum.SIGINT) {
            if (interrupts > 0) {
                console.err().println("interrupt (Ctrl+C) one more time within 1.00 sec to exit");
            }
            lastInterrupt = System.nanoTime();
            interrupts++;
        }
    }

    @Override
    public void onStarted(RemoteProcess process) {
        started++;
        feed();
    }

    @Override
    public void onCredit(RemoteProcess process) {
        feed();
    }

    /// Asks for input when all have started and every one that lives can take some.
    private void feed() {
        if (!feeding || started < processes.size()) {
            return;
        }
        if (room() > 0) {
            if (held.length > 0) {
                byte[] piece = held;
                held = new byte[0];
                onInput(piece);
            } else {
                input.request();
            }
        }
    }

    private int room() {
        int room = Integer.MAX_VALUE;
        boolean any = false;
        for (RemoteProcess process : processes) {
            if (process.isAlive()) {
                any = true;
                room = style.flow() ? Math.min(room, process.credits()) : room;
            }
        }
        return any ? room : 0;
    }

    private void onInput(byte[] data) {
        if (data.length == 0) {
            feeding = false;
            processes.forEach(RemoteProcess::closeInput);
            return;
        }
        int room = room();
        if (room <= 0) {
            held = data;
            return;
        }
        byte[] piece = data;
        if (data.length > room) {
            piece = java.util.Arrays.copyOf(data, room);
            held = java.util.Arrays.copyOfRange(data, room, data.length);
        }
        for (RemoteProcess process : processes) {
            if (process.isAlive()) {
                process.write(piece);
            }
        }
        feed();
    }

    @Override
    public void onOutput(RemoteProcess process, String stream, byte[] data) {
        PrintStream to = stream.equals("stderr") ? console.err() : console.out();
        if (style.labelOutput()) {
            byte[] label = (process.rank() + ": ").getBytes(StandardCharsets.UTF_8);
            to.write(label, 0, label.length);
        }
        to.write(data, 0, data.length);
        OutputFailure.check(to);
    }

    @Override
    public void onFinished(RemoteProcess process, WaitStatus status) {
        ended++;
        running = running.without(process.rank());
        int code = status.exitCode();
        exitCode = Math.max(exitCode, code);
        if (code > 0) {
            String ending = status.isSignaled() ? Signum.text(status.signum()) : "Exit " + code;
            endings.merge(ending, Idset.of(process.rank()), Idset::union);
        }
        feed();
    }

    @Override
    public void onFailed(RemoteProcess process, FluxException error) {
        if (!process.isStarted()) {
            started++;
        }
        ended++;
        running = running.without(process.rank());
        console.out().flush();
        console.err()
                .println(
                        "fluxj exec: Error: rank "
                                + process.rank()
                                + ": "
                                + style.name()
                                + ": "
                                + error.getMessage());
        int code = 1;
        if (error.errno().equals(Errno.EPERM) || error.errno().equals(Errno.EACCES)) {
            code = 126;
        } else if (error.errno().equals(Errno.ENOENT)) {
            code = 127;
        } else if (error.errno().equals(Errno.EHOSTUNREACH)) {
            code = 68;
        }
        exitCode = Math.max(exitCode, code);
        feed();
    }
}
