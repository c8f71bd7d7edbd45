package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableRecord;
import fluxj.config.TableValues;

import java.util.List;
import java.util.Optional;

/// The `[bootstrap]` table: the brokers of an instance that is started from a configuration.
public record BootstrapConfig(TableValues values) implements TableRecord {
    /// What the messages of this table start with.
    public static final String PREFIX = "Config file error [bootstrap]: ";

    private static final int MAX_PORT = 65535;
    private static final KeyType<Optional<String>> OPTIONAL = KeyType.optional(KeyType.text());

    private static final ConfigTable.Builder ROWS =
            ConfigTable.strict("bootstrap", PREFIX)
                    .meaning("The brokers of an instance started from a configuration.");

    /// The certificate all brokers share; needed for more than one.
    public static final ConfigKey<Optional<String>> CURVE_CERT =
            ROWS.key("curve_cert", OPTIONAL, Optional.empty())
                    .meaning(
                            "Path of the certificate all brokers share; needed for more than one"
                                    + " broker. Only its owner may read it.");

    /// What `%p` stands for; −1 when not set.
    public static final ConfigKey<Integer> DEFAULT_PORT =
            ROWS.key("default_port", KeyType.whole(), -1)
                    .defaultShownAs("(none)")
                    .range(
                            "0 to 65535",
                            port -> port >= -1 && port <= MAX_PORT,
                            PREFIX + "default_port must be in the range of 0-65535")
                    .meaning("What %p stands for in URIs.");

    /// Template of the URI a host binds to when it has none of its own.
    public static final ConfigKey<Optional<String>> DEFAULT_BIND =
            ROWS.key("default_bind", OPTIONAL, Optional.empty())
                    .meaning(
                            "URI a host binds to: tcp://ADDRESS:%p with an address, an interface or"
                                    + " *, or ipc://PATH; %h is the host.");

    /// Template of the URI others connect to when a host has none of its own.
    public static final ConfigKey<Optional<String>> DEFAULT_CONNECT =
            ROWS.key("default_connect", OPTIONAL, Optional.empty())
                    .meaning(
                            "URI other brokers connect to; %h is the host, %p the port, %% a"
                                    + " percent sign.");

    /// Bind to IPv6 addresses as well.
    public static final ConfigKey<Boolean> ENABLE_IPV6 =
            ROWS.key("enable_ipv6", KeyType.bool(), false)
                    .meaning("Bind to IPv6 addresses as well.");

    /// The entries as they were written; none for an instance of one. See [HostTable].
    public static final ConfigKey<List<HostEntry>> HOSTS =
            ROWS.key("hosts", new HostEntries(), List.of())
                    .meaning(
                            "The hosts in rank order: a host's rank is where its name first"
                                    + " appears. A later entry only adds what an earlier one did"
                                    + " not set. None is an instance of one.");

    /// All rows of the table.
    public static final ConfigTable TABLE = ROWS.build();

    /// What an empty table says: an instance of one.
    public static final BootstrapConfig DEFAULTS = new BootstrapConfig(TABLE.read(Config.EMPTY));

    /// Reads the table; empty when there is none, which means that this is not how the broker is to
    /// be started. The entries are not expanded yet: see [HostTable].
    ///
    /// @throws ConfigException in Flux's words
    public static Optional<BootstrapConfig> of(Config config) {
        return config.root().get(TABLE.name()).isEmpty()
                ? Optional.empty()
                : Optional.of(new BootstrapConfig(TABLE.read(config)));
    }
}
