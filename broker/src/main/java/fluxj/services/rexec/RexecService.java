package fluxj.services.rexec;

import fluxj.config.tables.AccessConfig;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.Signum;
import fluxj.reactor.Promise;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.subprocess.SubprocessServer;
import fluxj.subprocess.remote.RemoteExec;
import fluxj.wire.Credentials;
import fluxj.wire.Request;

import java.time.Duration;

/// Serves RFC 42 with the broker's own subprocess server.
public final class RexecService implements Service {
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(5);

    private final ServiceContext context;
    private final SubprocessServer server;
    private final RemoteExec remote;

    /// Not started yet.
    ///
    /// @param server the broker's own, so that what the broker runs for itself is listed too
    public RexecService(ServiceContext context, SubprocessServer server) {
        this.context = context;
        this.server = server;
        remote =
                new RemoteExec(
                        new RemoteExec.Site(
                                context.reactor(), context.rank(), context.log(), this::check),
                        server);
    }

    @Override
    public HandlerTable handlers() {
        HandlerTable.Builder table = HandlerTable.forProtocol(RexecProtocol.class);
        remote.serve(
                RexecProtocol.SERVICE,
                (topic, handler) -> table.onRaw(topic, Access.OWNER, handler));
        return table.build();
    }

    private void check(Request request) {
        if (context.rank() == 0 && !request.cred().hasAny(Credentials.LOCAL) && guestsMayRun()) {
            throw new FluxException(Errno.EPERM, "Remote rexec requests are not allowed on rank 0");
        }
    }

    private boolean guestsMayRun() {
        return context.config()
                .object(AccessConfig.TABLE.name())
                .flatMap(access -> access.bool(AccessConfig.ALLOW_GUEST_USER.name()))
                .orElse(false);
    }

    @Override
    public Promise<Empty> stop() {
        return server.shutdown(Signum.SIGTERM, SHUTDOWN_LIMIT)
                .map(
                        clean -> {
                            if (!clean) {
                                context.log()
                                        .err("subprocess server shutdown: processes were killed");
                            }
                            return Empty.EMPTY;
                        });
    }
}
