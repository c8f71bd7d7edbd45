package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigKey;
import fluxj.config.TableReader;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The `[bootstrap]` table: the brokers of an instance that is started from a configuration.
///
/// @param curveCert the certificate all brokers share; needed for more than one
/// @param defaultPort what `%p` stands for; −1 when not set
/// @param defaultBind template of the URI a host binds to when it has none of its own
/// @param defaultConnect template of the URI others connect to when a host has none of its own
/// @param enableIpv6 bind to IPv6 addresses as well
/// @param hosts the entries as they were written; none for an instance of one
public record BootstrapConfig(
        Optional<String> curveCert,
        int defaultPort,
        Optional<String> defaultBind,
        Optional<String> defaultConnect,
        boolean enableIpv6,
        List<HostEntry> hosts) {

    /// What an empty table says: an instance of one.
    public static final BootstrapConfig DEFAULTS =
            new BootstrapConfig(
                    Optional.empty(), -1, Optional.empty(), Optional.empty(), false, List.of());

    /// The keys of the table.
    public static final List<ConfigKey> KEYS =
            List.of(
                    new ConfigKey(
                            "curve_cert",
                            "string",
                            "(none)",
                            "Path of the certificate all brokers share; needed for more than one"
                                    + " broker. Only its owner may read it."),
                    new ConfigKey(
                            "default_port", "integer", "(none)", "What %p stands for in URIs."),
                    new ConfigKey(
                            "default_bind",
                            "string",
                            "(none)",
                            "URI a host binds to: tcp://ADDRESS:%p with an address, an interface or"
                                    + " *, or ipc://PATH; %h is the host."),
                    new ConfigKey(
                            "default_connect",
                            "string",
                            "(none)",
                            "URI other brokers connect to; %h is the host, %p the port, %% a"
                                    + " percent sign."),
                    new ConfigKey(
                            "enable_ipv6", "boolean", "false", "Bind to IPv6 addresses as well."),
                    new ConfigKey(
                            "hosts",
                            "array of tables",
                            "[]",
                            "The hosts in rank order: a host's rank is where its name first"
                                    + " appears. A later entry only adds what an earlier one did not"
                                    + " set. None is an instance of one."));

    /// What the messages of this table start with.
    public static final String PREFIX = "Config file error [bootstrap]: ";

    private static final int MAX_PORT = 65535;

    /// Copies the entries.
    public BootstrapConfig {
        hosts = List.copyOf(hosts);
    }

    /// Reads the table; empty when there is none, which means that this is not how the broker is to
    /// be started. The entries are not expanded yet: see [HostTable].
    ///
    /// @throws ConfigException in Flux's words
    public static Optional<BootstrapConfig> of(Config config) {
        return TableReader.open(config, "bootstrap", PREFIX).map(reader -> read(config, reader));
    }

    private static BootstrapConfig read(Config config, TableReader reader) {
        Optional<JsonValue> hosts = reader.any("hosts");
        Optional<String> curveCert = reader.text("curve_cert");
        int port = reader.whole("default_port").orElse(-1);
        Optional<String> bind = reader.text("default_bind");
        Optional<String> connect = reader.text("default_connect");
        boolean ipv6 = reader.bool("enable_ipv6").orElse(false);
        reader.finish();
        if (port < -1 || port > MAX_PORT) {
            throw reader.fail("default_port", "default_port must be in the range of 0-65535");
        }
        List<HostEntry> entries = new ArrayList<>();
        if (hosts.isPresent()) {
            if (!(hosts.get() instanceof JsonArray array)) {
                throw reader.fail("hosts", "must be array type (hosts)");
            }
            for (JsonValue item : array) {
                entries.add(entry(config, entries.size(), item));
            }
        }
        return new BootstrapConfig(curveCert, port, bind, connect, ipv6, entries);
    }

    private static HostEntry entry(Config config, int index, JsonValue item) {
        String path = "bootstrap.hosts[" + index + "]";
        String prefix = PREFIX + "invalid hosts[" + index + "]: ";
        if (!(item instanceof JsonObject object)) {
            throw new TableReader(config, path, prefix, JsonObject.EMPTY)
                    .fail("", TableReader.expected("object", item));
        }
        TableReader reader = new TableReader(config, path, prefix, object);
        Optional<String> host = reader.text("host");
        HostEntry entry =
                new HostEntry(
                        index,
                        host.orElse(""),
                        reader.text("bind"),
                        reader.text("connect"),
                        reader.text("parent"));
        if (host.isEmpty()) {
            throw reader.fail("host", "Object item not found: host");
        }
        reader.finish();
        return entry;
    }
}
