package fluxj.core.log;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Reactor;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.rpc.StreamCall;
import fluxj.service.LogRecord;
import fluxj.service.Service;
import fluxj.wire.Payload;
import fluxj.wire.Request;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Lets clients, modules and brokers below use the log.
public final class LogService implements Service {
    private final Reactor reactor;
    private final BrokerLog log;

    /// Not started yet.
    public LogService(Reactor reactor, BrokerLog log) {
        this.reactor = reactor;
        this.log = log;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(LogProtocol.class)
                .onRaw(LogProtocol.APPEND, Access.OWNER, this::append)
                .on(LogProtocol.DMESG, this::dmesg)
                .on(
                        LogProtocol.CLEAR,
                        call -> {
                            log.clear();
                            call.reply(Empty.EMPTY);
                        })
                .on(LogProtocol.STATS_GET, call -> call.reply(log.statistics()))
                .on(LogProtocol.SETATTR, this::setAttribute)
                .build();
    }

    private void append(RawCall call) {
        Request request = call.request();
        boolean answers = request.matchtag() != 0;
        if (!request.payload().isPresent()) {
            if (answers) {
                call.fail(Errno.EPROTO, "");
            }
            return;
        }
        take(new String(request.payload().bytes(), StandardCharsets.UTF_8));
        if (answers) {
            call.reply(Payload.NONE);
        }
    }

    /// A record is one line, or what follows the first could pass for another record.
    private void take(String text) {
        Optional<LogRecord> record = LogRecord.parse(text);
        for (String line : LogRecord.lines(record.map(LogRecord::text).orElse(text))) {
            log.append(record.map(parsed -> parsed.withText(line).encode()).orElse(line));
        }
    }

    private void dmesg(StreamCall<LogProtocol.Dmesg, Empty> call) {
        LogProtocol.Dmesg wanted = call.body();
        log.show(reactor, call, !wanted.nobacklog().orElse(false), wanted.follow());
    }

    private void setAttribute(Call<LogProtocol.SetAttr, Empty> call) {
        if (!call.body().name().equals(LogSettings.STDERR_LEVEL)) {
            throw new FluxException(Errno.EINVAL, "unknown log attribute");
        }
        log.showFrom(LogSettings.parseLevel(call.body().value()));
        call.reply(Empty.EMPTY);
    }
}
