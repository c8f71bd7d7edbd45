package fluxj.config.tables;

import fluxj.config.ConfigKey;

import java.util.List;
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

    /// The keys of an entry.
    public static final List<ConfigKey> KEYS =
            List.of(
                    new ConfigKey("host", "hostlist", "(required)", "The hosts this is about."),
                    new ConfigKey("bind", "string", "default_bind", "URI template they bind to."),
                    new ConfigKey(
                            "connect",
                            "string",
                            "default_connect",
                            "URI template others connect to."),
                    new ConfigKey(
                            "parent",
                            "string",
                            "the first host",
                            "Host name of their parent, for the custom topology."));

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
