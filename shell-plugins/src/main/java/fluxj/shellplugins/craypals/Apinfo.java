package fluxj.shellplugins.craypals;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.format.Taskmap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The file by which libpals knows a job: C structures as they lie in memory (spec coral2 1.6 to
/// 1.8).
///
///     header    version, size, then size, offset and count of each section; 136 or 160 bytes
///     commands  npes, pes_per_node, cpus_per_pe: one of 12 bytes
///     pes       localidx, cmdidx, nodeidx: 12 bytes a task
///     nodes     nid, hostname[64]: 68 bytes a node
///
/// The sections of communication profiles, NICs, and of version 5 status and distances, are empty.
///
/// @param version 1 or 5
/// @param cpusPerPe how many cores a task has
record Apinfo(int version, Hostlist hosts, Taskmap tasks, int cpusPerPe) {
    private static final int OLD = 1;
    private static final int NEW = 5;
    private static final int OLD_HEADER = 136;
    private static final int NEW_HEADER = 160;
    private static final int OLD_PROFILE = 52;
    private static final int NEW_PROFILE = 36;
    private static final int OLD_NIC = 48;
    private static final int NEW_NIC = 112;
    private static final int COMMAND = 12;
    private static final int PE = 12;
    private static final int NODE = 68;
    private static final int HOSTNAME = 64;
    private static final int DISTANCE = 2;

    /// @throws FluxException EINVAL for a version that there is not
    Apinfo {
        if (version != OLD && version != NEW) {
            throw new FluxException(Errno.EINVAL, "Error creating apinfo v" + version + " object");
        }
    }

    /// Tasks are where there are nodes, and no node is without.
    ///
    /// @throws FluxException EINVAL when it is not so
    void check() {
        int nodes = hosts.size();
        int[] nodeOf = nodesOfTasks();
        boolean[] used = new boolean[nodes];
        for (int task = 0; task < nodeOf.length; task++) {
            if (nodeOf[task] >= nodes) {
                throw failed("pes[" + task + "].nodeidx >= nnodes (" + nodes + ")");
            }
            used[nodeOf[task]] = true;
        }
        for (int node = 0; node < nodes; node++) {
            if (!used[node]) {
                throw failed("no PE references nodeid " + node + " (" + hosts.get(node) + ")");
            }
        }
    }

    private static FluxException failed(String why) {
        return new FluxException(Errno.EINVAL, "apinfo check failed: " + why);
    }

    private int[] nodesOfTasks() {
        int[] nodeOf = new int[tasks.taskCount()];
        for (int node = 0; node < tasks.nodeCount(); node++) {
            int here = node;
            tasks.tasksOn(node).stream().forEach(task -> nodeOf[task] = here);
        }
        return nodeOf;
    }

    /// The bytes of the file.
    byte[] encode() {
        boolean isOld = version == OLD;
        int header = isOld ? OLD_HEADER : NEW_HEADER;
        int pes = tasks.taskCount();
        int nodes = hosts.size();
        int peOffset = header + COMMAND;
        int nodeOffset = peOffset + PE * pes;
        int size = nodeOffset + NODE * nodes;
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        out.putInt(version).putInt(0).putLong(size);
        section(out, isOld ? OLD_PROFILE : NEW_PROFILE, header, 0);
        section(out, COMMAND, header, 1);
        section(out, PE, peOffset, pes);
        section(out, NODE, nodeOffset, nodes);
        section(out, isOld ? OLD_NIC : NEW_NIC, size, 0);
        if (!isOld) {
            out.putLong(0).putLong(DISTANCE).putLong(0);
        }
        putCommand(out);
        putPes(out);
        putNodes(out);
        return out.array();
    }

    private static void section(ByteBuffer out, int elementSize, int offset, int count) {
        out.putLong(elementSize).putLong(offset).putInt(count).putInt(0);
    }

    private void putCommand(ByteBuffer out) {
        int most = 0;
        for (int node = 0; node < tasks.nodeCount(); node++) {
            most = Math.max(most, tasks.tasksOn(node).size());
        }
        out.putInt(tasks.taskCount()).putInt(most).putInt(cpusPerPe);
    }

    private void putPes(ByteBuffer out) {
        int[] nodeOf = nodesOfTasks();
        int[] next = new int[tasks.nodeCount()];
        for (int node : nodeOf) {
            out.putInt(next[node]++).putInt(0).putInt(node);
        }
    }

    private void putNodes(ByteBuffer out) {
        int nid = 0;
        for (String host : hosts) {
            byte[] name = host.getBytes(StandardCharsets.UTF_8);
            byte[] field = new byte[HOSTNAME];
            System.arraycopy(name, 0, field, 0, Math.min(name.length, HOSTNAME - 1));
            out.putInt(nid++).put(field);
        }
    }
}
