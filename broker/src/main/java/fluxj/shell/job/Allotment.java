package fluxj.shell.job;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What a job has (RFC 20), a node each in the order of broker ranks, which is that of shell ranks.
///
/// @param nslots how many slots it was allocated for; 0 when R does not say
record Allotment(List<Share> nodes, Hostlist hosts, int nslots) {
    /// What the job has on one node.
    record Share(int brokerRank, Idset cores, Idset gpus) {}

    /// Reads R.
    ///
    /// @throws FluxException EINVAL when it is none of version 1
    static Allotment of(JsonObject resources) {
        try {
            JsonObject execution = resources.object("execution").orElseThrow(Allotment::invalid);
            if (resources.whole("version").orElse(0L) != 1) {
                throw invalid();
            }
            List<Share> nodes = new ArrayList<>();
            for (JsonValue entry : execution.array("R_lite").orElseThrow(Allotment::invalid)) {
                if (!(entry instanceof JsonObject ranks)) {
                    throw invalid();
                }
                addTo(nodes, ranks);
            }
            nodes.sort(Comparator.comparingInt(Share::brokerRank));
            return new Allotment(
                    List.copyOf(nodes),
                    hosts(execution.array("nodelist").orElse(JsonArray.EMPTY)),
                    execution.whole("nslots").orElse(0L).intValue());
        } catch (FormatException e) {
            throw invalid();
        }
    }

    private static void addTo(List<Share> nodes, JsonObject entry) {
        Idset ranks = Idset.parse(entry.text("rank").orElseThrow(Allotment::invalid));
        JsonObject children = entry.object("children").orElseThrow(Allotment::invalid);
        Idset cores = Idset.parse(children.text("core").orElseThrow(Allotment::invalid));
        Idset gpus = Idset.parse(children.text("gpu").orElse(""));
        ranks.forEach(rank -> nodes.add(new Share(rank, cores, gpus)));
    }

    private static Hostlist hosts(JsonArray nodelist) {
        Hostlist.Builder hosts = Hostlist.builder();
        for (JsonValue each : nodelist) {
            if (each instanceof JsonValue.Text(String text)) {
                hosts.addAll(Hostlist.parse(text));
            }
        }
        return hosts.build();
    }

    private static FluxException invalid() {
        return new FluxException(Errno.EINVAL, "error decoding R");
    }

    int totalCores() {
        return nodes.stream().mapToInt(node -> node.cores().size()).sum();
    }

    int totalGpus() {
        return nodes.stream().mapToInt(node -> node.gpus().size()).sum();
    }

    /// The shell rank of a broker rank.
    ///
    /// @throws FluxException ENOENT when the job has nothing there
    int shellRank(int brokerRank) {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).brokerRank() == brokerRank) {
                return i;
            }
        }
        throw new FluxException(Errno.ENOENT, "error fetching rankinfo for rank " + brokerRank);
    }
}
