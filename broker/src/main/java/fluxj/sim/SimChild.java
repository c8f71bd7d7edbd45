package fluxj.sim;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.ByteStream;
import fluxj.platform.ChildProcess;
import fluxj.platform.Signum;
import fluxj.platform.SpawnRequest;
import fluxj.platform.SpawnRequest.Mode;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.reactor.Timer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A process that follows its script until a signal ends it. A stopped one gets no older.
final class SimChild implements ChildProcess {
    private final Reactor reactor;
    private final int pid;
    private final SimProcesses.Script script;
    private final Map<String, SimStream> streams = new LinkedHashMap<>();
    private final List<Runnable> stopHandlers = new ArrayList<>(0);
    private final Deferred<WaitStatus> exit = new Deferred<>();
    private Timer end;
    private long dueNanos;
    private long leftNanos;
    private boolean stopped;

    SimChild(Reactor reactor, int pid, SpawnRequest request, SimProcesses.Script script) {
        this.reactor = reactor;
        this.pid = pid;
        this.script = script;
        if (request.setting().terminal().isEmpty()) {
            addStream("stdin", request.stdio().stdin());
            addStream("stdout", request.stdio().stdout());
            addStream("stderr", request.stdio().stderr());
        }
        for (SpawnRequest.Channel channel : request.channels()) {
            addStream(channel.name(), Mode.PIPE);
        }
        talk(script.dialogue());
        dueNanos = reactor.nanoTime() + script.runTime().toNanos();
        end = reactor.after(script.runTime(), this::finish);
    }

    private void addStream(String name, Mode mode) {
        if (mode == Mode.PIPE) {
            streams.put(name, new SimStream(reactor));
        }
    }

    private void talk(SimProcesses.Dialogue dialogue) {
        SimStream stream = streams.get(dialogue.channel());
        Iterator<String> lines = dialogue.lines().iterator();
        if (stream != null && lines.hasNext()) {
            stream.readBy(
                    answer -> {
                        dialogue.heard().accept(new String(answer, StandardCharsets.UTF_8));
                        if (lines.hasNext()) {
                            say(dialogue.channel(), lines.next());
                        }
                    });
            say(dialogue.channel(), lines.next());
        }
    }

    private void finish() {
        script.work().get().then(this::finish, _ -> finish(WaitStatus.exited(1)));
    }

    private void finish(WaitStatus status) {
        if (!exit.isDone()) {
            say("stdout", script.stdout());
            say("stderr", script.stderr());
            end(status);
        }
    }

    private void say(String stream, String text) {
        SimStream target = streams.get(stream);
        if (target != null && !text.isEmpty()) {
            target.arrive(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void end(WaitStatus status) {
        end.cancel();
        streams.values().forEach(SimStream::close);
        exit.complete(status);
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public Promise<WaitStatus> exit() {
        return exit;
    }

    @Override
    public void onStopped(Runnable handler) {
        stopHandlers.add(handler);
    }

    @Override
    public Optional<ByteStream> stream(String name) {
        return Optional.ofNullable(streams.get(name));
    }

    @Override
    public Optional<Integer> takeDescriptor(String channel) {
        return Optional.empty();
    }

    @Override
    public void kill(int signum) {
        if (signum <= 0 || signum > 64) {
            throw new FluxException(Errno.EINVAL);
        }
        if (exit.isDone()) {
            throw new FluxException(Errno.ESRCH);
        }
        switch (signum) {
            case Signum.SIGSTOP, Signum.SIGTSTP, Signum.SIGTTIN, Signum.SIGTTOU -> stop();
            case Signum.SIGCONT -> resume();
            case Signum.SIGCHLD -> {}
            default -> reactor.post(() -> die(signum));
        }
    }

    private void die(int signum) {
        if (!exit.isDone()) {
            end(WaitStatus.killedBy(signum));
        }
    }

    private void stop() {
        if (!stopped) {
            stopped = true;
            leftNanos = dueNanos - reactor.nanoTime();
            end.cancel();
            stopHandlers.forEach(reactor::post);
        }
    }

    private void resume() {
        if (stopped) {
            stopped = false;
            dueNanos = reactor.nanoTime() + leftNanos;
            end = reactor.after(Duration.ofNanos(leftNanos), this::finish);
        }
    }
}
