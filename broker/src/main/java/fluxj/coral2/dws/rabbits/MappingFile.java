package fluxj.coral2.dws.rabbits;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;

import java.util.Map;
import java.util.Optional;

/// The file of `rabbit.mapping`, as `rabbitmapping` prints it (spec coral2 4.12). Either half may
/// be missing from one that somebody has written by hand.
///
/// @param computes the rabbit of each compute node
/// @param rabbits what each rabbit has
public record MappingFile(
        Optional<Map<String, String>> computes, Optional<Map<String, Rabbit>> rabbits) {

    /// A rabbit.
    ///
    /// @param capacity bytes
    /// @param hostlist its compute nodes
    public record Rabbit(Optional<Long> capacity, String hostlist) {
        /// Its compute nodes.
        ///
        /// @throws FluxException EINVAL when it is no hostlist
        public Hostlist hosts() {
            return parse(hostlist);
        }
    }

    /// Reads one.
    ///
    /// @throws FluxException EPROTO naming what is of the wrong type
    public static MappingFile of(JsonObject file) {
        try {
            return RecordCodec.decode(MappingFile.class, file);
        } catch (JsonException e) {
            throw new FluxException(Errno.EPROTO, "malformed rabbit mapping: " + e.getMessage());
        }
    }

    /// All rabbits.
    public Hostlist allRabbits() {
        return Hostlist.of(rabbitTable().keySet()).uniq();
    }

    /// The rabbits that some compute nodes hang on.
    ///
    /// @throws FluxException ENOENT for the first that is not in the file
    public Hostlist rabbitsOf(Hostlist hosts) {
        Hostlist.Builder found = Hostlist.builder();
        for (String host : hosts.uniq()) {
            String rabbit = computeTable().get(host);
            if (rabbit == null) {
                throw new FluxException(Errno.ENOENT, "Could not find compute " + host);
            }
            found.addAll(parse(rabbit));
        }
        return found.build().uniq();
    }

    /// The compute nodes that hang on some rabbits.
    ///
    /// @throws FluxException ENOENT for the first that is not in the file
    public Hostlist computesOf(Hostlist hosts) {
        Hostlist.Builder found = Hostlist.builder();
        for (String host : hosts.uniq()) {
            Rabbit rabbit = rabbitTable().get(host);
            if (rabbit == null) {
                throw new FluxException(Errno.ENOENT, "Could not find rabbit " + host);
            }
            found.addAll(rabbit.hosts());
        }
        return found.build().uniq();
    }

    /// The rabbit of each compute node.
    ///
    /// @throws FluxException EPROTO when the file has none
    Map<String, String> computeTable() {
        return computes.orElseThrow(() -> missing("computes"));
    }

    /// What each rabbit has.
    ///
    /// @throws FluxException EPROTO when the file has none
    Map<String, Rabbit> rabbitTable() {
        return rabbits.orElseThrow(() -> missing("rabbits"));
    }

    private static FluxException missing(String key) {
        return new FluxException(
                Errno.EPROTO, "malformed rabbit mapping: Object item not found: " + key);
    }

    private static Hostlist parse(String hosts) {
        try {
            return Hostlist.parse(hosts);
        } catch (FormatException e) {
            throw new FluxException(
                    Errno.EINVAL, "malformed rabbit mapping: " + hosts + ": " + e.getMessage());
        }
    }
}
