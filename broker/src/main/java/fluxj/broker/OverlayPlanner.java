package fluxj.broker;

import fluxj.bootstrap.Bootstrap;
import fluxj.bootstrap.MethodFinder;
import fluxj.bootstrap.OwnAddress;
import fluxj.cert.CertificateException;
import fluxj.cert.CurveCertificate;
import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.tables.BootstrapConfig;
import fluxj.config.tables.HostTable;
import fluxj.config.tables.TbonConfig;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Taskmap;
import fluxj.format.Topology;
import fluxj.overlay.SocketLimits;
import fluxj.overlay.SocketTiming;
import fluxj.overlay.tree.LinkPlan;
import fluxj.overlay.tree.OverlayPlan;
import fluxj.overlay.tree.OverlaySettings;
import fluxj.platform.HostFacts;
import fluxj.service.Attributes;
import fluxj.service.Environment;
import fluxj.zmtp.crypto.CurveCrypto;
import fluxj.zmtp.crypto.CurveKey;
import fluxj.zmtp.crypto.CurveKeyPair;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Makes a broker's place in the tree out of what bootstrap, configuration and attributes say (spec
/// broker 2.12, 3.1, 3.2, 4.3). Errors are flux-core's words.
public final class OverlayPlanner {
    /// Where the answers are.
    ///
    /// @param hostname this broker's host
    public record Sources(
            Config config,
            String hostname,
            Attributes attributes,
            Environment environment,
            HostFacts host) {}

    private final Bootstrap.Result boot;
    private final Sources from;
    private final Attributes attributes;
    private final TbonConfig tbon;

    /// Reads `[tbon]` and writes the values that hold back to the attributes `tbon.*`.
    ///
    /// @throws FluxException EINVAL when a value cannot be
    public OverlayPlanner(Bootstrap.Result boot, Sources from) {
        this.boot = boot;
        this.from = from;
        attributes = from.attributes();
        try {
            tbon = TbonConfig.resolve(from.config(), attributes::get);
        } catch (ConfigException e) {
            throw invalid(textOf(e));
        }
        tbon.values().attributes().forEach(attributes::set);
        if (rank() > 0) {
            attributes.set("tbon.zmq_io_threads", "1");
        }
        attributes.set("tbon.interface-hint", interfaceHint());
        if (attributes.get("tbon.prefertcp").isEmpty()) {
            attributes.set("tbon.prefertcp", "0");
        }
    }

    /// The `[tbon]` values that hold, for the choice of the transport.
    public TbonConfig tbon() {
        return tbon;
    }

    private int rank() {
        return boot.membership().rank();
    }

    private String interfaceHint() {
        return tbon.get(TbonConfig.INTERFACE_HINT)
                .or(() -> from.environment().get("FLUX_IPADDR_INTERFACE"))
                .or(() -> from.environment().get("FLUX_IPADDR_HOSTNAME").map(_ -> "hostname"))
                .orElse(TbonConfig.DEFAULT_INTERFACE_HINT);
    }

    /// The plan.
    ///
    /// @param crypto CURVE's library, asked for only where there are peers
    /// @param keys chance that is fit for keys
    /// @throws FluxException EINVAL when there can be none
    public OverlayPlan plan(Supplier<CurveCrypto> crypto, RandomGenerator keys) {
        Topology topology = topology();
        LinkPlan links;
        if (boot.membership().size() == 1) {
            boot.table()
                    .flatMap(table -> table.config().get(BootstrapConfig.CURVE_CERT))
                    .ifPresent(path -> load(path, crypto.get()));
            links = new LinkPlan.Alone();
        } else if (boot.table().isPresent()) {
            links = fixed(boot.table().get(), topology, crypto.get());
        } else {
            links = exchange(topology, crypto.get(), keys);
        }
        return new OverlayPlan(rank(), from.hostname(), topology, links, settings());
    }

    private Topology topology() {
        boolean table = boot.table().isPresent();
        try {
            return table
                    ? boot.table().get().hosts().topology(tbon.get(TbonConfig.TOPO))
                    : Topology.create(tbon.get(TbonConfig.TOPO), boot.membership().size());
        } catch (FormatException e) {
            throw invalid(
                    (table
                                    ? "Error creating " + tbon.get(TbonConfig.TOPO)
                                    : "error creating '" + tbon.get(TbonConfig.TOPO) + "'")
                            + " topology: "
                            + textOf(e));
        }
    }

    private OverlaySettings settings() {
        return new OverlaySettings(
                tbon.get(TbonConfig.TORPID_MIN).toDuration(),
                tbon.get(TbonConfig.TORPID_MAX).toDuration(),
                SocketLimits.DEFAULTS.withReceiveHighWater(tbon.get(TbonConfig.CHILD_RCVHWM)),
                SocketTiming.DEFAULTS.withTcp(
                        tbon.get(TbonConfig.TCP_USER_TIMEOUT).toDuration(),
                        tbon.get(TbonConfig.CONNECT_TIMEOUT).toDuration()),
                tbon.get(TbonConfig.ZMQDEBUG) != 0);
    }

    // --- host table

    private LinkPlan fixed(MethodFinder.Table table, Topology topology, CurveCrypto crypto) {
        HostTable hosts = table.hosts();
        Optional<CurveCertificate> certificate =
                table.config().get(BootstrapConfig.CURVE_CERT).map(path -> load(path, crypto));
        boolean listens =
                topology.childCount(rank()) > 0 && attributes.get("broker.recovery-mode").isEmpty();
        Optional<String> bind = Optional.empty();
        Optional<String> endpoint = Optional.empty();
        if (listens) {
            bind =
                    Optional.of(
                            withPort(
                                    "bind",
                                    rank(),
                                    hosts.bind(rank())
                                            .orElseThrow(() -> undefined("bind", rank()))));
            endpoint = Optional.of(connectUri(hosts, rank()));
        }
        Optional<String> parent = Optional.empty();
        if (topology.parent(rank()).isPresent()) {
            parent = Optional.of(connectUri(hosts, topology.parent(rank()).getAsInt()));
        }
        return new LinkPlan.Fixed(
                bind,
                endpoint,
                parent,
                certificate.map(cert -> sharedKey(cert, listens)),
                table.config().get(BootstrapConfig.ENABLE_IPV6));
    }

    private static String connectUri(HostTable hosts, int rank) {
        return withPort(
                "connect", rank, hosts.connect(rank).orElseThrow(() -> undefined("connect", rank)));
    }

    private static String withPort(String which, int rank, String uri) {
        if (uri.startsWith("tcp://") && uri.endsWith(":%p")) {
            throw invalid(
                    which + " URI for rank " + rank + " uses %p, but default_port is not set");
        }
        return uri;
    }

    private static FluxException undefined(String which, int rank) {
        return invalid(which + " URI is undefined for rank " + rank);
    }

    private static CurveCertificate load(String path, CurveCrypto crypto) {
        try {
            return CurveCertificate.load(
                    Path.of(path), secret -> crypto.publicKey(CurveKey.of(secret)).bytes());
        } catch (CertificateException e) {
            throw invalid("Error loading certificate: " + textOf(e));
        }
    }

    private static LinkPlan.SharedKey sharedKey(CurveCertificate certificate, boolean listens) {
        if (listens && certificate.name().isEmpty()) {
            throw invalid("overlay_authorize: Invalid argument (the certificate has no name)");
        }
        return new LinkPlan.SharedKey(
                new CurveKeyPair(
                        CurveKey.of(certificate.publicKey()), CurveKey.of(certificate.secretKey())),
                certificate.name().orElse(""));
    }

    // --- PMI

    private LinkPlan exchange(Topology topology, CurveCrypto crypto, RandomGenerator keys) {
        Taskmap mapping = Taskmap.UNKNOWN;
        Optional<String> text = attributes.get("broker.mapping");
        if (text.isPresent()) {
            try {
                mapping = Taskmap.parse(text.get());
            } catch (FormatException e) {
                throw invalid("error decoding broker.mapping: " + textOf(e));
            }
        }
        boolean preferTcp = !attributes.get("tbon.prefertcp").orElse("0").equals("0");
        return new LinkPlan.Exchange(
                bindUris(topology, mapping, preferTcp), crypto.generate(keys), mapping, preferTcp);
    }

    private List<String> bindUris(Topology topology, Taskmap mapping, boolean preferTcp) {
        int[] children = topology.children(rank());
        List<String> uris = new ArrayList<>(2);
        if (children.length == 0) {
            return uris;
        }
        int local = preferTcp ? 0 : countLocal(children, mapping);
        if (local < children.length) {
            String address =
                    new OwnAddress(from.host(), from.environment())
                            .forHint(attributes.get("tbon.interface-hint").orElse(""));
            uris.add("tcp://" + address + ":*");
        }
        if (local > 0) {
            String rundir =
                    attributes
                            .get("rundir")
                            .orElseThrow(() -> invalid("rundir attribute is not set"));
            uris.add("ipc://" + rundir + "/tbon-" + rank());
        }
        return uris;
    }

    private int countLocal(int[] children, Taskmap mapping) {
        int node = mapping.nodeOf(rank()).orElse(-1);
        int count = 0;
        for (int child : children) {
            if (node >= 0 && mapping.nodeOf(child).orElse(-1) == node) {
                count++;
            }
        }
        return count;
    }

    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, text);
    }

    private static String textOf(RuntimeException e) {
        return e.getMessage() == null ? "" : e.getMessage();
    }
}
