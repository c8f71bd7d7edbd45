package fluxj.shell.job;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Taskmap;
import fluxj.shell.job.Allotment.Share;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/// Lays tasks out as flux-core's `rcalc` does before any taskmap scheme: evenly, the largest nodes
/// first, and blocks of consecutive ranks on each.
final class TaskDistribution {
    private TaskDistribution() {}

    /// A node and the cores that no task has taken.
    private static final class Room {
        private final int node;
        private int cores;
        private int tasks;

        Room(int node) {
            this.node = node;
        }
    }

    /// So many tasks with so many cores each. When the cores do not suffice they are counted anew.
    ///
    /// @param coresPerTask 0 gives each an equal share
    static Taskmap even(Allotment allotment, int tasks, int coresPerTask) {
        List<Share> nodes = allotment.nodes();
        int each = coresPerTask > 0 ? coresPerTask : allotment.totalCores() / Math.max(1, tasks);
        if (each == 0 || nodes.isEmpty()) {
            throw new FluxException(Errno.EINVAL, "error distributing " + tasks + " tasks over R");
        }
        List<Room> rooms = new ArrayList<>();
        for (int node = 0; node < nodes.size(); node++) {
            rooms.add(new Room(node));
        }
        Deque<Room> ring = refill(rooms, nodes);
        int size = Math.min(each, ring.getLast().cores);
        int assigned = 0;
        while (assigned < tasks) {
            Room room = ring.poll();
            if (room == null) {
                ring = refill(rooms, nodes);
            } else if (room.cores >= size) {
                room.cores -= size;
                room.tasks++;
                assigned++;
                ring.add(room);
            }
        }
        return map(rooms);
    }

    private static Deque<Room> refill(List<Room> rooms, List<Share> nodes) {
        for (Room room : rooms) {
            room.cores = nodes.get(room.node).cores().size();
        }
        List<Room> sorted = new ArrayList<>(rooms);
        sorted.sort(Comparator.comparingInt((Room room) -> room.cores).reversed());
        return new ArrayDeque<>(sorted);
    }

    /// So many tasks for each core or each node.
    ///
    /// @param type `core` or `node`
    static Taskmap perResource(Allotment allotment, String type, int count) {
        List<Room> rooms = new ArrayList<>();
        for (int node = 0; node < allotment.nodes().size(); node++) {
            Room room = new Room(node);
            room.tasks =
                    switch (type) {
                        case "core" -> count * allotment.nodes().get(node).cores().size();
                        case "node" -> count;
                        default ->
                                throw new FluxException(
                                        Errno.EINVAL,
                                        "error distributing "
                                                + count
                                                + " tasks per-"
                                                + type
                                                + " over R");
                    };
            rooms.add(room);
        }
        return map(rooms);
    }

    private static Taskmap map(List<Room> rooms) {
        Taskmap.Builder map = Taskmap.builder();
        for (Room room : rooms) {
            if (room.tasks > 0) {
                map.append(room.node, 1, room.tasks);
            }
        }
        return map.build();
    }
}
