package fluxj.platform.os;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.ByteStream;
import fluxj.platform.ChildProcess;
import fluxj.platform.Descriptors;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A child of this process.
final class OsChildProcess implements ChildProcess {
    private final int pid;
    private final boolean ownGroup;
    private final Map<String, Integer> ends;
    private final Descriptors descriptors;
    private final Consumer<OsChildProcess> stopWatch;
    private final Map<String, ByteStream> streams = new HashMap<>();
    private final List<Runnable> stopHandlers = new ArrayList<>(1);
    private final Deferred<WaitStatus> exit = new Deferred<>();

    /// @param stopWatch looks from now on whether a child was stopped
    OsChildProcess(
            int pid,
            boolean ownGroup,
            Map<String, Integer> ends,
            Descriptors descriptors,
            Consumer<OsChildProcess> stopWatch) {
        this.pid = pid;
        this.ownGroup = ownGroup;
        this.ends = ends;
        this.descriptors = descriptors;
        this.stopWatch = stopWatch;
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
        if (!exit.isDone()) {
            stopWatch.accept(this);
        }
    }

    @Override
    public Optional<ByteStream> stream(String name) {
        ByteStream known = streams.get(name);
        if (known == null) {
            Integer fd = ends.remove(name);
            if (fd == null) {
                return Optional.empty();
            }
            known = descriptors.stream(fd);
            streams.put(name, known);
        }
        return Optional.of(known);
    }

    @Override
    public Optional<Integer> takeDescriptor(String channel) {
        return Optional.ofNullable(ends.remove(channel));
    }

    @Override
    public void kill(int signum) {
        if (signum <= 0) {
            throw new FluxException(Errno.EINVAL);
        }
        if (exit.isDone() && !ownGroup) {
            // The number may be another process's by now; a group outlives its leader.
            throw new FluxException(Errno.ESRCH);
        }
        LibcProcess.kill(ownGroup ? -pid : pid, signum);
    }

    /// Takes what the kernel has to say of this child.
    void reap() {
        while (!exit.isDone()) {
            int raw = LibcProcess.poll(pid);
            if (raw < 0) {
                return;
            }
            WaitStatus status = new WaitStatus(raw);
            if (status.isStopped()) {
                List.copyOf(stopHandlers).forEach(Runnable::run);
            } else {
                // Ends that nobody asked for by now are nobody's.
                ends.values().forEach(LibcProcess::close);
                ends.clear();
                exit.complete(status);
            }
        }
    }
}
