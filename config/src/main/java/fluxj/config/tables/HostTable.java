package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.format.Hostlist;
import fluxj.format.Topology;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The brokers of a configured instance in rank order: host, the URI it binds to, the URI others
/// connect to, and its parent.
///
/// Immutable and small: names are kept compressed and URIs are made from their templates when asked
/// for. Everything was checked when the table was made.
public final class HostTable {
    private final BootstrapConfig bootstrap;
    private final Hostlist hosts;
    private final HostEntry[] entries;
    private final Map<Integer, String> parents;

    HostTable(
            BootstrapConfig bootstrap,
            Hostlist hosts,
            List<HostEntry> entries,
            Map<Integer, String> parents) {
        this.bootstrap = bootstrap;
        this.hosts = hosts;
        this.entries = entries.toArray(HostEntry[]::new);
        this.parents = Map.copyOf(parents);
    }

    /// The table as a broker on host `hostname` needs it: that host must be in it, and a table of
    /// more than one needs a certificate. A table without hosts is one of this host alone.
    ///
    /// @param config where places for messages are looked up
    /// @throws ConfigException in Flux's words
    public static HostTable of(Config config, BootstrapConfig bootstrap, String hostname) {
        if (bootstrap.get(BootstrapConfig.HOSTS).isEmpty()) {
            HostEntry alone =
                    new HostEntry(
                            0, hostname, Optional.empty(), Optional.empty(), Optional.empty());
            return new HostTable(bootstrap, Hostlist.of(hostname), List.of(alone), Map.of());
        }
        HostTable table = of(config, bootstrap);
        if (table.find(hostname).isEmpty()) {
            throw new ConfigException(
                    config.place("bootstrap.hosts").map(place -> place + ": ").orElse("")
                            + BootstrapConfig.PREFIX
                            + hostname
                            + " not found in hosts");
        }
        if (table.size() > 1 && bootstrap.get(BootstrapConfig.CURVE_CERT).isEmpty()) {
            throw new ConfigException(
                    config.place("bootstrap").map(place -> place + ": ").orElse("")
                            + BootstrapConfig.PREFIX
                            + "curve_cert must be defined for size > 1");
        }
        return table;
    }

    /// The table as it stands, whoever asks; of size 0 when it has no hosts.
    ///
    /// @throws ConfigException in Flux's words, for the first entry that is wrong
    public static HostTable of(Config config, BootstrapConfig bootstrap) {
        return new HostTableBuilder(config, bootstrap).build();
    }

    /// How many brokers there are.
    public int size() {
        return entries.length;
    }

    /// The hosts in rank order.
    public Hostlist hosts() {
        return hosts;
    }

    /// The host of a rank.
    public String host(int rank) {
        return hosts.get(rank);
    }

    /// The rank of a host.
    public OptionalInt find(String host) {
        return hosts.find(host);
    }

    /// The URI a rank binds to, where it has one.
    public Optional<String> bind(int rank) {
        return entries[rank]
                .bind()
                .or(() -> bootstrap.get(BootstrapConfig.DEFAULT_BIND))
                .map(template -> expand(template, rank));
    }

    /// The URI others connect to, where a rank has one.
    public Optional<String> connect(int rank) {
        return entries[rank]
                .connect()
                .or(() -> bootstrap.get(BootstrapConfig.DEFAULT_CONNECT))
                .map(template -> expand(template, rank));
    }

    private String expand(String template, int rank) {
        return UriTemplate.expand(
                template, hosts.get(rank), bootstrap.get(BootstrapConfig.DEFAULT_PORT));
    }

    /// The entry a rank's settings come from.
    public HostEntry entry(int rank) {
        return entries[rank];
    }

    /// The host names of parents by rank, where one is set.
    public Map<Integer, String> parents() {
        return parents;
    }

    /// The tree of these hosts.
    ///
    /// @param uri a `tbon.topo` scheme
    /// @throws fluxj.format.FormatException in Flux's words
    public Topology topology(String uri) {
        return Topology.create(uri, hosts, parents);
    }
}
