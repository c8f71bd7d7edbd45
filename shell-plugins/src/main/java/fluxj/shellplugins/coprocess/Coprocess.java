package fluxj.shellplugins.coprocess;

import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.platform.WaitStatus;
import fluxj.shell.spi.Hold;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellProtocol;
import fluxj.shell.spi.ShellProtocol.CoprocessOutput;
import fluxj.subprocess.Command;
import fluxj.subprocess.ExecListener;
import fluxj.subprocess.ExecRequest;
import fluxj.subprocess.IoObject;
import fluxj.subprocess.Subprocess;
import fluxj.subprocess.SubprocessServer;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// One coprocess as a shell knows it: what it runs itself, and as the leader what the others say of
/// theirs. Where all write to one file the leader's shell does it, and waits until each other one
/// has said that no more will come.
final class Coprocess {
    /// Most bytes that may be on their way to the leader.
    private static final int MOST_UNDER_WAY = 1 << 18;

    private final ShellContext shell;
    private final CoprocessSpec spec;
    private final Command command;
    private final boolean forwards;
    private final CoprocessFile file;
    private Idset others = Idset.EMPTY;
    private Optional<Hold> awaitsOthers = Optional.empty();
    private @Nullable Subprocess process;
    private int underWay;
    private boolean running;

    Coprocess(ShellContext shell, CoprocessSpec spec) {
        this.shell = shell;
        this.spec = spec;
        command =
                Command.of(
                                spec.command().stream().map(shell.templates()::render).toList(),
                                shell.environment().all())
                        .withCwd(shell.file(".").normalize().toString());
        boolean isShared = !shell.templates().differs(spec.output());
        forwards = isShared && !shell.job().isLeader();
        file =
                new CoprocessFile(
                        shell, spec.name(), shell.file(shell.templates().render(spec.output())));
        if (isShared && shell.job().isLeader()) {
            Idset rest = Idset.upTo(shell.job().size()).without(0);
            others = spec.ranks().map(rest::intersect).orElse(rest);
        }
        if (!others.isEmpty()) {
            awaitsOthers = Optional.of(shell.hold("coprocess.service"));
        }
    }

    String name() {
        return spec.name();
    }

    boolean isRunning() {
        return running;
    }

    /// Starts it, if it is to run on this node. That it cannot be is no fault of the job.
    void start(SubprocessServer server) {
        if (!spec.isOn(shell.job().rank())) {
            return;
        }
        Hold hold = shell.hold("coprocess::" + name());
        running = true;
        try {
            process = server.exec(ExecRequest.foreground(command), new Listener(hold));
            shell.log().debug(name() + ": launched");
        } catch (FluxException e) {
            shell.log().error(name() + ": launch failed: " + e.errno().text());
            over(hold);
        }
    }

    private final class Listener implements ExecListener {
        private final Hold hold;

        Listener(Hold hold) {
            this.hold = hold;
        }

        @Override
        public boolean takesMore() {
            return forwards ? underWay < MOST_UNDER_WAY : !file.isFull();
        }

        @Override
        public void output(String stream, byte[] bytes) {
            if (forwards) {
                forward(stream, bytes);
                return;
            }
            file.write(bytes);
            if (file.isFull()) {
                file.whenRoom(Coprocess.this::resume);
            }
        }

        @Override
        public void finished(WaitStatus status) {}

        @Override
        public void done() {
            over(hold);
        }

        @Override
        public void failed(FluxException error) {
            over(hold);
        }
    }

    private void resume() {
        Subprocess target = process;
        if (target != null) {
            target.resume();
        }
    }

    private void forward(String stream, byte[] bytes) {
        underWay += bytes.length;
        tellLeader(
                IoObject.of(stream, shell.job().rank(), bytes),
                () -> {
                    underWay -= bytes.length;
                    resume();
                });
    }

    private void tellLeader(IoObject io, Runnable then) {
        shell.messages()
                .ask(0, ShellProtocol.COPROCESS_WRITE, new CoprocessOutput(name(), io))
                .then(
                        _ -> then.run(),
                        error -> {
                            shell.log().error(name() + ": forward output: " + error.getMessage());
                            then.run();
                        });
    }

    private void over(Hold hold) {
        running = false;
        process = null;
        if (forwards) {
            tellLeader(IoObject.end("stdout", shell.job().rank()), hold::release);
        } else {
            hold.release();
        }
    }

    /// Takes what another shell's has said; `then` runs when more may come.
    void take(IoObject io, Runnable then) {
        if (io.data().isPresent()) {
            file.write(io.bytes());
        }
        if (io.isEnd()) {
            Idset.parse(io.rank()).forEach(this::ended);
        }
        file.whenRoom(then);
    }

    /// No more will come from a shell.
    void ended(int shellRank) {
        others = others.without(shellRank);
        if (others.isEmpty()) {
            awaitsOthers.ifPresent(Hold::release);
        }
    }

    void kill(int signum) {
        Subprocess target = process;
        if (target == null) {
            return;
        }
        try {
            target.kill(signum);
        } catch (FluxException e) {
            shell.log().debug(name() + ": signal " + signum + ": " + e.getMessage());
        }
    }

    void close() {
        file.close();
    }
}
