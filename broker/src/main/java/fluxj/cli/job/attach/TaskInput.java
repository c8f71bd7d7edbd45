package fluxj.cli.job.attach;

import fluxj.cli.CommandFailure;
import fluxj.client.FluxClient;
import fluxj.client.StandardInput;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.shell.spi.ShellProtocol;
import fluxj.subprocess.IoObject;

import java.io.InputStream;

/// Standard input on its way to the tasks, a few pieces at a time.
final class TaskInput {
    private static final String STREAM = "stdin";
    private static final int MOST_UNDER_WAY = 8;

    private final FluxClient client;
    private final RpcMethod<IoObject, Empty> method;
    private final int leader;
    private final StandardInput input;
    private String tasks = "all";
    private int underWay;
    private boolean sent;
    private boolean stopped;

    /// @param service of the job's shell
    /// @param leader the rank of its leader
    TaskInput(FluxClient client, String service, int leader, InputStream in) {
        this.client = client;
        this.leader = leader;
        method = ShellProtocol.STDIN.in(service);
        input = new StandardInput(client.reactor(), in, this::take);
    }

    /// Begins to read.
    void start() {
        input.request();
    }

    /// Begins to read for these tasks alone; the input of the others ends.
    void startFor(Idset chosen, Idset others) {
        tasks = chosen.toString();
        if (!others.isEmpty()) {
            send(IoObject.end(STREAM, others.toString()));
        }
        start();
    }

    /// Sends nothing more, because the job takes nothing more.
    void stop() {
        stopped = true;
    }

    private void take(byte[] piece) {
        if (stopped) {
            return;
        }
        if (piece.length == 0) {
            stopped = true;
            send(IoObject.end(STREAM, tasks));
            return;
        }
        sent = true;
        send(IoObject.of(STREAM, tasks, piece));
        if (underWay < MOST_UNDER_WAY) {
            input.request();
        }
    }

    private void send(IoObject io) {
        underWay++;
        client.ask(method, leader, io).then(_ -> taken(), this::refused);
    }

    private void taken() {
        underWay--;
        if (!stopped && underWay == MOST_UNDER_WAY - 1) {
            input.request();
        }
    }

    /// A job that is over, or that reads a file, has nobody who takes input.
    private void refused(FluxException error) {
        underWay--;
        if (stopped && !error.errno().equals(Errno.ENOSYS)) {
            return;
        }
        if (!error.errno().equals(Errno.ENOSYS)) {
            throw new CommandFailure(String.valueOf(error.getMessage()));
        }
        stopped = true;
        if (sent) {
            throw new CommandFailure("stdin not accepted by job");
        }
    }
}
