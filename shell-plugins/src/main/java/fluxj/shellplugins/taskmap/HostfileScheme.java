package fluxj.shellplugins.taskmap;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.format.Taskmap;

import java.util.List;
import java.util.OptionalInt;

/// One task for each host of a file, from its top again when there are more tasks than hosts.
record HostfileScheme(Hostlist order) {
    /// @param lines hostlists; blank lines count for nothing
    static HostfileScheme of(List<String> lines) {
        Hostlist.Builder order = Hostlist.builder();
        for (String line : lines) {
            if (!line.isBlank()) {
                order.addAll(Hostlist.parse(line.strip()));
            }
        }
        return new HostfileScheme(order.build());
    }

    /// @param hosts those of the job
    /// @throws FluxException EINVAL when the file names nobody, or a host that is not the job's
    Taskmap apply(Taskmap now, Hostlist hosts) {
        if (order.isEmpty()) {
            throw new FluxException(Errno.EINVAL, "no host is in the file");
        }
        Taskmap.Builder map = Taskmap.builder();
        for (int task = 0; task < now.taskCount(); task++) {
            String host = order.get(task % order.size());
            OptionalInt node = hosts.find(host);
            if (node.isEmpty()) {
                throw new FluxException(
                        Errno.EINVAL, "host " + host + " not found in job nodelist");
            }
            map.append(node.getAsInt(), 1, 1);
        }
        return map.build();
    }
}
