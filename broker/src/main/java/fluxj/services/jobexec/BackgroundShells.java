package fluxj.services.jobexec;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.WaitStatus;
import fluxj.service.ServiceContext;
import fluxj.services.rexec.RexecProtocol;
import fluxj.services.rexec.RexecProtocol.Exec;
import fluxj.services.rexec.RexecProtocol.Kill;
import fluxj.services.rexec.RexecProtocol.Wait;
import fluxj.subprocess.ExecFlags;

import java.util.Map;
import java.util.Optional;

/// Shells in the background of a subprocess service (`bgexec`): they go on without this module, and
/// are found again by their labels (spec services 19.9).
final class BackgroundShells implements ShellLauncher {
    private static final int BY_LABEL = -1;

    private final ServiceContext context;
    private final ShellProgram program;
    private final String service;
    private final Listener listener;
    private final Map<String, String> variables;
    private boolean closed;

    BackgroundShells(ServiceContext context, ShellProgram program, Listener listener) {
        this.context = context;
        this.program = program;
        service = program.service();
        this.listener = listener;
        variables = context.variables();
    }

    @Override
    public String component() {
        return program.component();
    }

    @Override
    public void launch(int rank) {
        Exec exec =
                new Exec(
                        program.on(rank, variables).withLabel(program.label(rank)).toJson(),
                        ExecFlags.WAITABLE,
                        Optional.of(0));
        context.rpc()
                .first(RexecProtocol.EXEC.in(service), rank, exec)
                .then(
                        _ -> {
                            if (!closed) {
                                listener.started(rank);
                                reattach(rank);
                            }
                        },
                        error -> failed(rank, error));
    }

    @Override
    public void reattach(int rank) {
        context.rpc()
                .call(
                        RexecProtocol.WAIT.in(service),
                        rank,
                        new Wait(BY_LABEL, Optional.of(program.label(rank))))
                .then(
                        waited -> {
                            if (!closed) {
                                waited.output()
                                        .ifPresent(
                                                all ->
                                                        all.forEach(
                                                                io ->
                                                                        listener.output(
                                                                                rank,
                                                                                io.stream(),
                                                                                io.bytes())));
                                listener.ended(rank, new WaitStatus(waited.status()));
                            }
                        },
                        error -> failed(rank, error));
    }

    private void failed(int rank, FluxException error) {
        if (closed) {
            return;
        }
        boolean unknown = error.errno().equals(Errno.ESRCH);
        listener.failed(
                rank, unknown ? new FluxException(Errno.ESRCH, "the shell is gone") : error);
    }

    @Override
    public void signal(int rank, int signum) {
        Kill kill = new Kill(BY_LABEL, signum, Optional.of(program.label(rank)));
        context.rpc()
                .call(RexecProtocol.KILL.in(service), rank, kill)
                .then(_ -> {}, error -> listener.notSignaled(rank, error));
    }

    @Override
    public void close() {
        closed = true;
    }
}
