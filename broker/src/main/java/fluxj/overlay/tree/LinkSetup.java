package fluxj.overlay.tree;

import fluxj.bootstrap.BootstrapProtocol;
import fluxj.bootstrap.BootstrapProtocol.Bizcard;
import fluxj.bootstrap.BootstrapProtocol.Finalize;
import fluxj.bootstrap.BootstrapProtocol.Iam;
import fluxj.bootstrap.BootstrapProtocol.Whois;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.format.Topology;
import fluxj.json.JsonValue;
import fluxj.overlay.OverlayTransport;
import fluxj.overlay.RouterSocket;
import fluxj.overlay.SocketOptions;
import fluxj.overlay.SocketSecurity;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.wire.Message;
import fluxj.zmtp.crypto.CurveKey;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Brings the links up: binds, meets the peers where they are not known, connects (spec broker 3.1,
/// 4.3).
final class LinkSetup {
    private static final String TCP = "tcp://";

    private final OverlayContext context;
    private final OverlayTransport transport;
    private final ChildLinks childLinks;
    private final @Nullable ParentLink parentLink;

    LinkSetup(
            OverlayContext context,
            OverlayTransport transport,
            ChildLinks childLinks,
            @Nullable ParentLink parentLink) {
        this.context = context;
        this.transport = transport;
        this.childLinks = childLinks;
        this.parentLink = parentLink;
    }

    /// Done when hello is on its way and the bootstrap is finished.
    Promise<Empty> run() {
        setAttributes();
        if (!(context.plan.links() instanceof LinkPlan.Alone)) {
            context.log().debug(transport.description());
        }
        Promise<Empty> linked =
                switch (context.plan.links()) {
                    case LinkPlan.Alone _ -> Promise.of(Empty.EMPTY);
                    case LinkPlan.Fixed fixed -> fixed(fixed);
                    case LinkPlan.Exchange exchange -> exchange(exchange);
                };
        return linked.flatMap(_ -> finish());
    }

    private void setAttributes() {
        Topology topology = context.plan.topology();
        set("tbon.level", Integer.toString(topology.level(context.rank())));
        set("tbon.maxlevel", Integer.toString(topology.maxLevel()));
        set("tbon.descendants", Integer.toString(topology.descendants(context.rank())));
    }

    private void set(String name, String value) {
        context.flux.attributes().set(name, value);
    }

    private Promise<Empty> finish() {
        Idset critical = context.plan.topology().interiorRanks().with(0);
        return call(BootstrapProtocol.FINALIZE, new Finalize(Optional.of(critical.toString())));
    }

    // --- peers known beforehand

    private Promise<Empty> fixed(LinkPlan.Fixed plan) {
        try {
            if (plan.bind().isPresent()) {
                bind(
                        List.of(plan.bind().get()),
                        options(
                                "",
                                plan.key()
                                        .<SocketSecurity>map(LinkSetup::shared)
                                        .orElseGet(SocketSecurity.None::new),
                                plan.ipv6()));
            }
            plan.endpoint().ifPresent(uri -> set("tbon.endpoint", uri));
            plan.parent().ifPresent(this::warnOfUnknownHost);
            if (plan.parent().isPresent()) {
                connect(
                        plan.parent().get(),
                        plan.key()
                                .<SocketSecurity>map(
                                        key ->
                                                new SocketSecurity.CurveClient(
                                                        key.pair(), key.pair().publicKey()))
                                .orElseGet(SocketSecurity.None::new),
                        plan.ipv6());
            }
        } catch (FluxException e) {
            return Promise.failed(e);
        }
        return Promise.of(Empty.EMPTY);
    }

    /// A name that cannot be resolved is tried again and again; this line says why nothing happens.
    private void warnOfUnknownHost(String uri) {
        int colon = uri.lastIndexOf(':');
        if (!uri.startsWith(TCP) || colon < TCP.length()) {
            return;
        }
        String host = uri.substring(TCP.length(), colon);
        context.flux
                .reactor()
                .blocking(
                        () ->
                                InetAddress.getByName(
                                        host.startsWith("[")
                                                ? host.substring(1, host.length() - 1)
                                                : host))
                .then(
                        _ -> {},
                        _ ->
                                context.log()
                                        .warning(
                                                "unable to resolve upstream peer "
                                                        + host
                                                        + ": Name or service not known"));
    }

    private static SocketSecurity shared(LinkPlan.SharedKey key) {
        return new SocketSecurity.CurveServer(
                key.pair(), Map.of(key.pair().publicKey(), key.name()));
    }

    // --- peers met through the bootstrap service

    private Promise<Empty> exchange(LinkPlan.Exchange plan) {
        List<String> endpoints;
        RouterSocket router = null;
        try {
            if (plan.bind().isEmpty()) {
                endpoints = List.of();
            } else {
                router =
                        transport.router(
                                options(
                                        "",
                                        new SocketSecurity.CurveServer(plan.own(), Map.of()),
                                        true),
                                childLinks);
                endpoints = bindAll(router, plan.bind());
                set("tbon.endpoint", endpoints.getFirst());
            }
        } catch (FluxException e) {
            return Promise.failed(e);
        }
        RouterSocket bound = router;
        Bizcard own =
                new Bizcard(
                        context.plan.hostname(),
                        endpoints,
                        Optional.of(plan.own().publicKey().z85()));
        return call(BootstrapProtocol.IAM, new Iam(own))
                .flatMap(_ -> call(BootstrapProtocol.BARRIER, Empty.EMPTY))
                .flatMap(_ -> whois(peers()))
                .flatMap(
                        cards ->
                                allow(bound, cards)
                                        .flatMap(_ -> call(BootstrapProtocol.BARRIER, Empty.EMPTY))
                                        .map(_ -> connect(plan, cards)));
    }

    private Idset peers() {
        Topology topology = context.plan.topology();
        Idset.Builder peers = Idset.builder();
        topology.parent(context.rank()).ifPresent(peers::add);
        for (int child : topology.children(context.rank())) {
            peers.add(child);
        }
        return peers.build();
    }

    private Promise<Map<Integer, Bizcard>> whois(Idset ranks) {
        Map<Integer, Bizcard> cards = new LinkedHashMap<>();
        Deferred<Map<Integer, Bizcard>> result = new Deferred<>();
        context.rpc()
                .open(
                        BootstrapProtocol.WHOIS,
                        Message.NODEID_ANY,
                        new Whois(JsonValue.of(ranks.toString())),
                        found -> {
                            cards.put(found.rank(), found.bizcard());
                            context.hosts.put(found.rank(), found.bizcard().host());
                        },
                        end -> {
                            if (end.errno().equals(Errno.ENODATA)) {
                                result.complete(cards);
                            } else {
                                result.fail(prefixed(BootstrapProtocol.WHOIS.topic(), end));
                            }
                        });
        return result;
    }

    private Promise<Empty> allow(@Nullable RouterSocket router, Map<Integer, Bizcard> cards) {
        if (router == null) {
            return Promise.of(Empty.EMPTY);
        }
        Map<CurveKey, String> labels = new LinkedHashMap<>();
        try {
            for (int child : context.plan.topology().children(context.rank())) {
                labels.put(keyOf(child, cards), Integer.toString(child));
            }
        } catch (FluxException e) {
            return Promise.failed(e);
        }
        router.allow(labels);
        return Promise.of(Empty.EMPTY);
    }

    private Empty connect(LinkPlan.Exchange plan, Map<Integer, Bizcard> cards) {
        int parent = context.plan.topology().parent(context.rank()).orElse(-1);
        Bizcard card = cards.get(parent);
        if (card == null || card.uri().isEmpty()) {
            if (context.rank() == 0) {
                return Empty.EMPTY;
            }
            throw new FluxException(
                    Errno.EINVAL, "business card of rank " + parent + " names no endpoint");
        }
        String uri = card.uri().getFirst();
        int node = plan.mapping().nodeOf(context.rank()).orElse(-1);
        if (!plan.preferTcp() && node >= 0 && plan.mapping().nodeOf(parent).orElse(-2) == node) {
            for (String candidate : card.uri()) {
                if (candidate.startsWith("ipc://")) {
                    uri = candidate;
                    break;
                }
            }
        }
        connect(uri, new SocketSecurity.CurveClient(plan.own(), keyOf(parent, cards)), true);
        return Empty.EMPTY;
    }

    private static CurveKey keyOf(int rank, Map<Integer, Bizcard> cards) {
        Bizcard card = cards.get(rank);
        String key = card == null ? "" : card.pubkey().orElse("");
        try {
            return CurveKey.fromZ85(key);
        } catch (IllegalArgumentException _) {
            throw new FluxException(
                    Errno.EPROTO, "business card of rank " + rank + " has no valid public key");
        }
    }

    // --- sockets

    private void bind(List<String> uris, SocketOptions options) {
        bindAll(transport.router(options, childLinks), uris);
    }

    private List<String> bindAll(RouterSocket router, List<String> uris) {
        childLinks.open(router);
        List<String> endpoints = new ArrayList<>();
        for (String uri : uris) {
            String endpoint = router.bind(uri);
            context.log().debug("listening on " + endpoint);
            endpoints.add(endpoint);
        }
        return endpoints;
    }

    private void connect(String uri, SocketSecurity security, boolean ipv6) {
        ParentLink side = parentLink;
        if (side == null) {
            return;
        }
        set("tbon.parent-endpoint", uri);
        side.open(transport.dealer(options(context.uuid(), security, ipv6), side), uri);
    }

    private SocketOptions options(String identity, SocketSecurity security, boolean ipv6) {
        return SocketOptions.of(identity, security)
                .withLimits(context.settings().limits())
                .withTiming(context.settings().timing())
                .withIpv6(ipv6);
    }

    private <Q extends Record> Promise<Empty> call(RpcMethod<Q, Empty> method, Q body) {
        Deferred<Empty> result = new Deferred<>();
        context.rpc()
                .call(method, Message.NODEID_ANY, body)
                .then(result::complete, error -> result.fail(prefixed(method.topic(), error)));
        return result;
    }

    private static FluxException prefixed(String topic, FluxException error) {
        return new FluxException(error.errno(), topic + ": " + error.getMessage());
    }
}
