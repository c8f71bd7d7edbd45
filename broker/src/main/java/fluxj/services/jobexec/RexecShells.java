package fluxj.services.jobexec;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.WaitStatus;
import fluxj.rpc.RpcClient;
import fluxj.service.ServiceContext;
import fluxj.services.rexec.RexecProtocol;
import fluxj.services.rexec.RexecProtocol.Exec;
import fluxj.services.rexec.RexecProtocol.Kill;
import fluxj.services.rexec.RexecProtocol.News;
import fluxj.subprocess.ExecFlags;
import fluxj.subprocess.IoObject;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Shells as processes in the foreground of a subprocess service: they end with this module.
final class RexecShells implements ShellLauncher {
    /// One shell and its stream.
    private static final class Shell {
        private final int rank;
        private int pid;
        private Optional<WaitStatus> status = Optional.empty();
        private RpcClient.@Nullable Stream stream;

        private Shell(int rank) {
            this.rank = rank;
        }
    }

    private final ServiceContext context;
    private final ShellProgram program;
    private final String service;
    private final Listener listener;
    private final Map<String, String> variables;
    private final Map<Integer, Shell> shells = new LinkedHashMap<>();

    RexecShells(ServiceContext context, ShellProgram program, Listener listener) {
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
        Shell shell = new Shell(rank);
        shells.put(rank, shell);
        shell.stream =
                context.rpc()
                        .open(
                                RexecProtocol.EXEC.in(service),
                                rank,
                                new Exec(
                                        program.on(rank, variables).toJson(),
                                        ExecFlags.STDOUT | ExecFlags.STDERR,
                                        Optional.of(0)),
                                news -> news(shell, news),
                                error -> end(shell, error));
    }

    @Override
    public void reattach(int rank) {
        throw new IllegalStateException("shells in the foreground end with the module");
    }

    private void news(Shell shell, News news) {
        switch (news.type()) {
            case "started" -> {
                shell.pid = news.pid().orElse(0);
                listener.started(shell.rank);
            }
            case "output" -> news.io().ifPresent(io -> output(shell, io));
            case "finished" -> shell.status = news.status().map(WaitStatus::new);
            default -> {
                // Such as "stopped", which changes nothing here.
            }
        }
    }

    private void output(Shell shell, IoObject io) {
        byte[] bytes = io.bytes();
        if (bytes.length > 0) {
            listener.output(shell.rank, io.stream(), bytes);
        }
    }

    private void end(Shell shell, FluxException error) {
        shells.remove(shell.rank);
        if (error.errno().equals(Errno.ENODATA) && shell.status.isPresent()) {
            listener.ended(shell.rank, shell.status.get());
        } else {
            listener.failed(shell.rank, error);
        }
    }

    @Override
    public void signal(int rank, int signum) {
        Shell shell = shells.get(rank);
        if (shell == null || shell.pid == 0 || shell.status.isPresent()) {
            return;
        }
        Kill kill = new Kill(shell.pid, signum, Optional.empty());
        context.rpc()
                .call(RexecProtocol.KILL.in(service), rank, kill)
                .then(_ -> {}, error -> listener.notSignaled(rank, error));
    }

    @Override
    public void close() {
        for (Shell shell : shells.values()) {
            if (shell.stream != null) {
                shell.stream.forget();
            }
        }
        shells.clear();
    }
}
