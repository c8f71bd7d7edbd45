package fluxj.config.tables;

import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;

import java.util.Optional;

/// One entry of `[bootstrap] hosts` as it was written, before its host list is expanded.
///
/// @param index its place in the array
/// @param host the hosts it is about (RFC 29)
/// @param bind template of the URI they bind to, where they have one of their own
/// @param connect template of the URI others connect to, where they have one of their own
/// @param parent host name of their parent in the tree, where one is set
public record HostEntry(
        int index,
        String host,
        Optional<String> bind,
        Optional<String> connect,
        Optional<String> parent) {
    private static final ConfigTable.Builder ROWS =
            ConfigTable.strict("bootstrap.hosts", "")
                    .meaning("One entry; rank order is the order of first mention.");

    static final ConfigKey<String> HOST =
            ROWS.key("host", KeyType.text("hostlist"), "")
                    .defaultShownAs("(required)")
                    .meaning("The hosts this is about.");

    static final ConfigKey<String> BIND =
            ROWS.key("bind", KeyType.text(), "")
                    .defaultShownAs("default_bind")
                    .meaning("URI template they bind to.");

    static final ConfigKey<String> CONNECT =
            ROWS.key("connect", KeyType.text(), "")
                    .defaultShownAs("default_connect")
                    .meaning("URI template others connect to.");

    static final ConfigKey<String> PARENT =
            ROWS.key("parent", KeyType.text(), "")
                    .defaultShownAs("the first host")
                    .meaning("Host name of their parent, for the custom topology.");

    static final ConfigTable TABLE = ROWS.build();

    /// This entry with what it lacks taken from a later one about the same host.
    HostEntry completedBy(HostEntry later) {
        return new HostEntry(
                index,
                host,
                bind.or(later::bind),
                connect.or(later::connect),
                parent.or(later::parent));
    }
}
