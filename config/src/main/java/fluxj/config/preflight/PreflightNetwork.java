package fluxj.config.preflight;

import fluxj.config.tables.HostTable;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.format.Topology;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Checks the URIs that will be used: those of ranks with children. Ranks with the same trouble
/// share a line.
final class PreflightNetwork {
    private final HostTable table;
    private final Topology topology;
    private final NameService names;

    /// Troubles and the ranks that have them, in the order they were found.
    private final Map<String, Idset.Builder> troubles = new LinkedHashMap<>();

    PreflightNetwork(HostTable table, Topology topology, NameService names) {
        this.table = table;
        this.topology = topology;
        this.names = names;
    }

    void check(Hostlist only, List<String> facts, List<String> problems) {
        Idset ranks = ranksToCheck(only);
        ranks.forEach(this::checkUris);
        checkSharedUris(ranks);
        checkNames(ranks);
        OptionalInt here = table.find(names.hostname());
        if (here.isEmpty()) {
            facts.add(
                    "this host ("
                            + names.hostname()
                            + ") is not in the table: interfaces were not checked");
        } else if (topology.childCount(here.getAsInt()) > 0) {
            table.bind(here.getAsInt()).ifPresent(uri -> checkInterface(here.getAsInt(), uri));
        }
        troubles.forEach(
                (trouble, builder) -> {
                    Idset found = builder.build();
                    problems.add(
                            trouble
                                    + (found.size() == 1 ? " (rank " : " (ranks ")
                                    + found
                                    + ", "
                                    + table.hosts().select(found)
                                    + ")");
                });
    }

    /// The ranks with children, or those of them that the hosts asked for are or connect to.
    private Idset ranksToCheck(Hostlist only) {
        Idset interior = topology.interiorRanks();
        if (only.isEmpty()) {
            return interior;
        }
        Idset.Builder ranks = Idset.builder();
        table.hosts()
                .ranksOf(only)
                .forEach(
                        rank -> {
                            ranks.add(rank);
                            topology.parent(rank).ifPresent(ranks::add);
                        });
        return ranks.build().intersect(interior);
    }

    private void trouble(String text, int rank) {
        troubles.computeIfAbsent(text, _ -> Idset.builder()).add(rank);
    }

    private void checkUris(int rank) {
        Optional<String> bind = table.bind(rank);
        Optional<String> connect = table.connect(rank);
        if (bind.isEmpty()) {
            trouble("bind URI is undefined", rank);
        } else {
            checkPort("bind", Endpoint.parse(bind.get()), rank);
        }
        if (connect.isEmpty()) {
            trouble("connect URI is undefined", rank);
            return;
        }
        Endpoint endpoint = Endpoint.parse(connect.get());
        checkPort("connect", endpoint, rank);
        if (endpoint.isWildcard()) {
            trouble("connect URI is a wildcard, which names no host", rank);
        } else if (!endpoint.isTcp()) {
            trouble("connect URI is ipc://, which other hosts cannot reach", rank);
        }
    }

    private void checkPort(String key, Endpoint endpoint, int rank) {
        if (endpoint.isTcp() && endpoint.port().equals("%p")) {
            trouble(key + " URI uses %p, but default_port is not set", rank);
        } else if (endpoint.isTcp() && endpoint.port().isEmpty()) {
            trouble(key + " URI has no port", rank);
        }
    }

    private void checkSharedUris(Idset ranks) {
        Map<String, Integer> owners = new LinkedHashMap<>();
        ranks.forEach(
                rank -> {
                    Optional<String> uri = table.connect(rank);
                    if (uri.isPresent()) {
                        Integer owner = owners.putIfAbsent(uri.get(), rank);
                        if (owner != null) {
                            String text = "duplicate: connect URI " + uri.get() + " is shared";
                            trouble(text, owner);
                            trouble(text, rank);
                        }
                    }
                });
    }

    private void checkNames(Idset ranks) {
        Map<String, Idset.Builder> users = new LinkedHashMap<>();
        ranks.forEach(
                rank -> {
                    Optional<Endpoint> endpoint = table.connect(rank).map(Endpoint::parse);
                    if (endpoint.isPresent()
                            && endpoint.get().isTcp()
                            && !endpoint.get().isWildcard()) {
                        users.computeIfAbsent(endpoint.get().host(), _ -> Idset.builder())
                                .add(rank);
                    }
                });
        Set<String> questions = new LinkedHashSet<>();
        for (String host : users.keySet()) {
            if (!new Endpoint("tcp", host, "").isAddress()) {
                questions.add(host);
            }
        }
        Map<String, NameService.Resolution> answers =
                questions.isEmpty() ? Map.of() : names.resolve(questions);
        users.forEach((host, builder) -> judge(host, builder.build(), answers));
    }

    private void judge(String host, Idset ranks, Map<String, NameService.Resolution> answers) {
        NameService.Resolution answer = answers.getOrDefault(host, NameService.Resolution.of(host));
        if (answer.addresses().isEmpty()) {
            String trouble = "unable to resolve upstream peer " + host + ": " + answer.error();
            ranks.forEach(rank -> trouble(trouble, rank));
        } else if (table.size() > 1 && Endpoint.isLoopback(answer.addresses().getFirst())) {
            String address = answer.addresses().getFirst();
            String what = address.equals(host) ? " is a" : " is " + address + ", a";
            String trouble = host + what + " loopback address, which other hosts cannot reach";
            ranks.forEach(rank -> trouble(trouble, rank));
        }
    }

    private void checkInterface(int rank, String uri) {
        Endpoint endpoint = Endpoint.parse(uri);
        if (!endpoint.isTcp() || endpoint.isWildcard() || endpoint.isAddress()) {
            return;
        }
        String name = endpoint.host();
        List<String> interfaces = names.interfaces();
        if (interfaces.contains(name)) {
            return;
        }
        NameService.Resolution answer =
                names.resolve(List.of(name))
                        .getOrDefault(name, NameService.Resolution.failed("no answer"));
        if (answer.addresses().isEmpty()) {
            trouble(
                    "bind URI "
                            + uri
                            + ": this host has no interface "
                            + name
                            + ", only "
                            + String.join(" ", interfaces),
                    rank);
        }
    }
}
