package fluxj.coral2.dws.sim;

import fluxj.coral2.dws.apiserver.ApiFault;
import fluxj.coral2.dws.apiserver.ApiFault.Effect;
import fluxj.coral2.dws.apiserver.ApiServer;
import fluxj.coral2.dws.apiserver.store.ObjectStore;
import fluxj.coral2.dws.kubernetes.Kubernetes;
import fluxj.coral2.dws.sim.Fault.What;
import fluxj.platform.WallClock;
import fluxj.reactor.Promise;
import fluxj.reactor.netty.NettyReactor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// An API on loopback for the simulator, which does wrong what the faults say of APIs; the
/// simulator itself uses its objects in place, and is not struck by that. Confined to the reactor.
public final class EmbeddedApi implements AutoCloseable {
    private static final double NANOS = 1e9;
    private static final int DEFAULT_CODE = 500;

    private final NettyReactor reactor;
    private final ObjectStore store;
    private final ApiServer server;
    private boolean forgetful;

    private EmbeddedApi(NettyReactor reactor, ObjectStore store, ApiServer server) {
        this.reactor = reactor;
        this.store = store;
        this.server = server;
    }

    /// Listens.
    ///
    /// @param port 0 for one that is free
    public static Promise<EmbeddedApi> listen(NettyReactor reactor, WallClock clock, int port) {
        return listen(reactor, new ObjectStore(clock, reactor.random()), port);
    }

    /// The same with objects that are there already.
    public static Promise<EmbeddedApi> listen(NettyReactor reactor, ObjectStore store, int port) {
        String exempt = "/configmaps/" + RabbitSim.FAULTS.name();
        return ApiServer.listen(reactor, store, port, exempt)
                .map(server -> new EmbeddedApi(reactor, store, server));
    }

    /// Where it is.
    public String url() {
        return server.url();
    }

    /// Its objects.
    public ObjectStore store() {
        return store;
    }

    /// Its objects as the simulator uses them.
    public Kubernetes kubernetes() {
        return new LocalKubernetes(store, reactor);
    }

    /// From now on it does what these lines say of an API, and what it did before no longer.
    public void setFaults(List<String> lines) {
        List<ApiFault> wrong = new ArrayList<>();
        Optional<String> refusal = Optional.empty();
        boolean gone = false;
        for (String line : lines) {
            Fault fault = Fault.parse(line);
            effect(fault).ifPresent(effect -> wrong.add(apiFault(fault, effect)));
            if (fault.what() == What.WEBHOOK) {
                refusal = Optional.of(fault.word("message", "simulated"));
            }
            gone |= fault.what() == What.API_GONE;
        }
        server.fail(wrong);
        store.refuseWorkflows(refusal);
        if (gone && !forgetful) {
            store.compact();
            server.cut();
        }
        forgetful = gone;
    }

    private static Optional<Effect> effect(Fault fault) {
        return switch (fault.what()) {
            case API_SLOW -> {
                long nanos = (long) (fault.number("seconds", 0) * NANOS);
                yield Optional.of(new ApiFault.Slow(Duration.ofNanos(nanos)));
            }
            case API_STATUS -> {
                int code = (int) fault.number("code", DEFAULT_CODE);
                String message = fault.word("message", "simulated failure " + code);
                yield Optional.of(new ApiFault.Refused(code, reason(code), message));
            }
            case API_SILENT -> Optional.of(new ApiFault.Silent());
            case API_CUT -> Optional.of(new ApiFault.Cut());
            case HOLD,
                    DELAY,
                    ERROR,
                    TRANSIENT,
                    MOUNT,
                    UNMOUNT,
                    ALLOCATION,
                    DEALLOCATION,
                    MOVEMENT,
                    OFFLINE,
                    RABBIT,
                    WEBHOOK,
                    API_GONE ->
                    Optional.empty();
        };
    }

    private static String reason(int code) {
        return switch (code) {
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "NotFound";
            case 409 -> "Conflict";
            case 410 -> "Expired";
            case 429 -> "TooManyRequests";
            case 503 -> "ServiceUnavailable";
            case 504 -> "Timeout";
            default -> "InternalError";
        };
    }

    private static ApiFault apiFault(Fault fault, Effect effect) {
        Pattern requests = Pattern.compile(fault.word("request", ""));
        return new ApiFault(requests, effect, (int) fault.number("times", 0));
    }

    /// Ends all connections; new ones are taken.
    public void cut() {
        server.cut();
    }

    @Override
    public void close() {
        server.close();
    }
}
