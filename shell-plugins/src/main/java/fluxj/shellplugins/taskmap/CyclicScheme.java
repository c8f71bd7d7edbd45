package fluxj.shellplugins.taskmap;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Taskmap;

/// Deals tasks out like cards, so many at a time, to each node that has room left.
record CyclicScheme(int stride) {
    /// @param value how many at a time; empty is 1
    /// @throws FluxException EINVAL when it is no number above 0
    static CyclicScheme of(String value) {
        if (value.isEmpty()) {
            return new CyclicScheme(1);
        }
        int stride;
        try {
            stride = Integer.parseInt(value);
        } catch (NumberFormatException e) {
            stride = 0;
        }
        if (stride <= 0) {
            throw new FluxException(Errno.EINVAL, "invalid cyclic stride: " + value);
        }
        return new CyclicScheme(stride);
    }

    /// Each node gets as many tasks as it has now.
    Taskmap apply(Taskmap now) {
        int nodes = now.nodeCount();
        int[] left = new int[nodes];
        for (int node = 0; node < nodes; node++) {
            left[node] = now.tasksOn(node).size();
        }
        Taskmap.Builder map = Taskmap.builder();
        int remaining = now.taskCount();
        while (remaining > 0) {
            for (int node = 0; node < nodes; node++) {
                int count = Math.min(stride, left[node]);
                if (count > 0) {
                    map.append(node, 1, count);
                    left[node] -= count;
                    remaining -= count;
                }
            }
        }
        return map.build();
    }
}
