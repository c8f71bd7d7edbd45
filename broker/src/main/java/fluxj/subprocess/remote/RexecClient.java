package fluxj.subprocess.remote;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Reactor;
import fluxj.rpc.RawCall;
import fluxj.rpc.SlowReader;
import fluxj.services.rexec.RexecProtocol.News;
import fluxj.subprocess.Command;
import fluxj.subprocess.ExecListener;
import fluxj.subprocess.IoObject;
import fluxj.subprocess.Subprocess;
import fluxj.wire.Payload;
import fluxj.wire.Request;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/// One exec or attach request whose stream is open: what it hears of its process goes out as
/// responses. A client that grants credit gets no more payload than it has granted, and at most one
/// message on top; nobody gets more while [SlowReader#LIMIT] bytes wait for it on its way.
final class RexecClient implements ExecListener {
    private final RawCall call;
    private final int rank;
    private final Consumer<RexecClient> onEnd;
    private final SlowReader reader;
    private @Nullable Subprocess process;
    private int pid;
    private long sentBytes;
    private long grantedBytes;
    private boolean grants;

    RexecClient(Reactor reactor, RawCall call, int rank, Consumer<RexecClient> onEnd) {
        this.call = call;
        this.rank = rank;
        this.onEnd = onEnd;
        reader = new SlowReader(reactor, call::backlog, this::resume);
    }

    void follow(Subprocess target) {
        process = target;
    }

    Request request() {
        return call.request();
    }

    void write(IoObject io) {
        Subprocess target = process;
        if (target == null) {
            return;
        }
        byte[] bytes = io.bytes();
        if (bytes.length > 0) {
            target.write(io.stream(), bytes);
        }
        if (io.isEnd()) {
            target.end(io.stream());
        }
    }

    /// Whoever asked is gone.
    void abandon() {
        if (process != null) {
            process.abandon(this);
        }
    }

    /// The client takes that many bytes of payload more.
    void grant(int bytes) {
        grants = true;
        grantedBytes += bytes;
        resume();
    }

    private void resume() {
        Subprocess target = process;
        if (target != null) {
            target.resume();
        }
    }

    @Override
    public boolean takesMore() {
        return !(grants && sentBytes >= grantedBytes) && !reader.isBehind();
    }

    private void send(News news) {
        Payload payload = Payload.of(news);
        sentBytes += payload.length();
        call.reply(payload);
    }

    @Override
    public void started(int number) {
        pid = number;
        send(News.of("started").withPid(number));
    }

    @Override
    public void attached(int number, Command command) {
        pid = number;
        send(News.of("attached").withPid(number).withCommand(command.toJson()));
    }

    @Override
    public void output(String stream, byte[] bytes) {
        send(News.of("output").withPid(pid).withIo(IoObject.of(stream, rank, bytes)));
    }

    @Override
    public void ended(String stream) {
        send(News.of("output").withPid(pid).withIo(IoObject.end(stream, rank)));
    }

    @Override
    public void credit(String stream, int bytes) {
        send(News.of("add-credit").withCredit(stream, bytes));
    }

    @Override
    public void stopped() {
        send(News.of("stopped"));
    }

    @Override
    public boolean followsStops() {
        return true;
    }

    @Override
    public void finished(WaitStatus status) {
        send(News.of("finished").withStatus(status.raw()));
    }

    @Override
    public void done() {
        call.fail(Errno.ENODATA, "");
        onEnd.accept(this);
    }

    @Override
    public void failed(FluxException error) {
        call.fail(error);
        onEnd.accept(this);
    }
}
