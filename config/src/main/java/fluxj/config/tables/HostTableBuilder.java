package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Expands the entries of `[bootstrap] hosts` in two passes as Flux does: names to ranks first,
/// where a name seen again only adds what was missing, then the checks rank by rank.
final class HostTableBuilder {
    private final Config config;
    private final BootstrapConfig bootstrap;
    private final List<HostEntry> entries = new ArrayList<>();
    private final Map<String, Integer> ranks = new HashMap<>();
    private final Hostlist.Builder hosts = Hostlist.builder();

    HostTableBuilder(Config config, BootstrapConfig bootstrap) {
        this.config = config;
        this.bootstrap = bootstrap;
    }

    HostTable build() {
        bootstrap.get(BootstrapConfig.HOSTS).forEach(this::expand);
        Hostlist names = hosts.build();
        Map<Integer, String> parents = new HashMap<>();
        int rank = 0;
        for (String host : names) {
            HostEntry entry = entries.get(rank);
            check(rank, host, entry);
            if (entry.parent().isPresent()) {
                parents.put(rank, entry.parent().get());
            }
            rank++;
        }
        return new HostTable(bootstrap, names, entries, parents);
    }

    private void expand(HostEntry entry) {
        Hostlist names;
        try {
            names = Hostlist.parse(entry.host());
        } catch (FormatException e) {
            throw fail(
                    entry.index(),
                    entry,
                    "host",
                    "host key is not a valid RFC 29 hostlist (" + e.getMessage() + ")");
        }
        for (String name : names) {
            Integer rank = ranks.putIfAbsent(name, entries.size());
            if (rank == null) {
                entries.add(entry);
                hosts.add(name);
            } else {
                entries.set(rank, entries.get(rank).completedBy(entry));
            }
        }
    }

    private void check(int rank, String host, HostEntry entry) {
        Optional<String> parent = entry.parent();
        if (parent.isPresent() && parent.get().equals(host)) {
            throw fail(rank, entry, "parent", "parent key refers to self");
        }
        if (parent.isPresent() && !ranks.containsKey(parent.get())) {
            throw fail(rank, entry, "parent", "parent key refers to unknown host");
        }
        String complaint = HostName.complaint(host);
        if (!complaint.isEmpty()) {
            throw fail(rank, entry, "host", host + " " + complaint);
        }
        checkUri(
                rank,
                entry,
                "bind",
                entry.bind().or(() -> bootstrap.get(BootstrapConfig.DEFAULT_BIND)),
                host);
        checkUri(
                rank,
                entry,
                "connect",
                entry.connect().or(() -> bootstrap.get(BootstrapConfig.DEFAULT_CONNECT)),
                host);
    }

    private void checkUri(
            int rank, HostEntry entry, String key, Optional<String> template, String host) {
        if (template.isPresent()) {
            String uri =
                    UriTemplate.expand(
                            template.get(), host, bootstrap.get(BootstrapConfig.DEFAULT_PORT));
            String complaint = UriTemplate.complaint(uri);
            if (!complaint.isEmpty()) {
                throw fail(rank, entry, key, key + " key " + complaint);
            }
        }
    }

    private ConfigException fail(int index, HostEntry entry, String key, String message) {
        String path = "bootstrap.hosts[" + entry.index() + "]";
        String place =
                config.place(path + "." + key)
                        .or(() -> config.place(path))
                        .map(found -> found + ": ")
                        .orElse("");
        return new ConfigException(
                place + BootstrapConfig.PREFIX + "invalid hosts[" + index + "]: " + message);
    }
}
