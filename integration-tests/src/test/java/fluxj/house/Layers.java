package fluxj.house;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The plan of the packages (docs/ARCHITECTURE.md, "Layers"): which of them is above which.
final class Layers {
    /// A layer a line, the lowest first; within it floors, the lowest first, of rooms that do not
    /// know each other. A name stands for the packages below it too.
    private static final String LAYERS =
            """
            C: json < format < cert, config.toml < config < config.policy < config.tables < config.preflight
            0: errors < wire, treeobj, job, pmi < zmtp.crypto < zmtp
            1: reactor < platform < reactor.netty, platform.cxi, platform.os, platform.topology
            2: rpc < service < client, subprocess, jobtap, filemap
            2b: shell.spi < shell, shellplugins
            3: routing < overlay, bootstrap, connector, module < core
            4: services, coral2 < archive
            5: broker
            6: bench, sim, coral2.dws.apiserver, coral2.dws.kubernetes, coral2.dws.rabbits, web < coral2.dws.service, coral2.dws.sim, coral2.dws.tracker < cli
            """;

    /// The packages below a room, which are under the same rule: `.` is the room itself. `*` are
    /// rooms without a name here, which do not know each other.
    private static final String FLOORS =
            """
            core: attr, broker, config, event, heaptrace, log, module, runat, service, shutdown < statemachine
            job: . < spec
            shell: job, lua < .
            subprocess: . < remote
            services: *
            coral2: *
            coral2.dws.tracker: storage < .
            coral2.dws.apiserver: store < .
            coral2.dws.service: workflow < .
            coral2.dws.sim: allocation < .
            shellplugins: *
            overlay: . < jeromq, tree, zmtp
            services.kvs: tree < .
            services.jobmanager: job < store, queue < alloc, exec, journal, plugins, perilog < .
            services.jobmanager.plugins: builtin < .
            services.resource: drain < .
            services.schedsimple: pool < .
            broker: rc < .
            cli.job: attach, spec < .
            cli.jobs: eventlog, listing < .
            cli: . < events, format < archive, config, cron, dws, exec, job, jobs, jobtap, kvs, module, overlay, pmi, proxy, queue, rabbit, resource, shell, slingshot, start < batch, content, broker, top < main
            """;

    /// Those that see less than what is below them: layers, or single packages.
    private static final String VIEWS =
            """
            services: C 0 1 2 2b
            coral2: C 0 rpc jobtap
            coral2.dws.apiserver: C 0 1
            coral2.dws.kubernetes: C 0 1 rpc
            coral2.dws.rabbits: C 0
            coral2.dws.service: C 0 1 2 coral2.dws.kubernetes coral2.dws.rabbits
            coral2.dws.sim: C 0 1 2 coral2.dws.kubernetes coral2.dws.rabbits coral2.dws.apiserver
            coral2.dws.tracker: C 0 1 2 coral2.dws.kubernetes coral2.dws.rabbits
            shell: C 0 1 2 shell.spi
            shellplugins: C 0 1 2 shell.spi
            archive: C 0 1 2
            bench: C 0 1 2
            web: C 0 1 2
            """;

    /// The lowest layer whose packages may name each other's protocols.
    private static final String API = "2";

    private record Room(String layer, int height) {}

    private final Map<String, Room> rooms = new TreeMap<>();
    private final Map<String, List<List<String>>> floors = new TreeMap<>();
    private final Map<String, Set<String>> views = new TreeMap<>();
    private int apiHeight;

    Layers() {
        int height = 0;
        for (String line : LAYERS.lines().toList()) {
            String layer = head(line);
            if (layer.equals(API)) {
                apiHeight = height;
            }
            for (List<String> floor : floorsOf(tail(line))) {
                for (String room : floor) {
                    rooms.put(room, new Room(layer, height));
                }
                height++;
            }
        }
        FLOORS.lines().forEach(line -> floors.put(head(line), floorsOf(tail(line))));
        VIEWS.lines().forEach(line -> views.put(head(line), Set.of(tail(line).split(" "))));
    }

    private static String head(String line) {
        return line.substring(0, line.indexOf(':'));
    }

    private static String tail(String line) {
        return line.substring(line.indexOf(':') + 1).strip();
    }

    private static List<List<String>> floorsOf(String text) {
        List<List<String>> floors = new ArrayList<>();
        for (String floor : text.split(" < ")) {
            floors.add(Arrays.asList(floor.split(", ")));
        }
        return floors;
    }

    /// The rooms that the plan names.
    Set<String> rooms() {
        return rooms.keySet();
    }

    /// The rooms whose inner floors the plan names.
    Set<String> roomsWithFloors() {
        return floors.keySet();
    }

    /// The room of a package; empty when the plan has none for it.
    String roomOf(String ownPackage) {
        return longest(rooms.keySet(), ownPackage);
    }

    /// True for a package that has a place in its room.
    boolean hasFloor(String ownPackage) {
        for (String at = ownPackage; !rooms.containsKey(at); at = parent(at)) {
            String inner = at.substring(at.lastIndexOf('.') + 1);
            if (at.isEmpty() || floorOf(parent(at), inner) < 0) {
                return false;
            }
        }
        return true;
    }

    /// True when code of a package may name a class of ours.
    boolean allows(String from, String type) {
        String to = ProductionClasses.packageOf(type);
        String fromRoom = roomOf(from);
        String toRoom = roomOf(to);
        if (from.equals(to)) {
            return true;
        }
        boolean protocol = ProductionClasses.isProtocol(type);
        if (fromRoom.equals(toRoom)) {
            return protocol || allowsInside(fromRoom, from, to);
        }
        int height = heightOf(fromRoom);
        if (protocol && height >= apiHeight && heightOf(toRoom) >= apiHeight) {
            return true;
        }
        return heightOf(toRoom) < height && sees(fromRoom, toRoom);
    }

    private boolean sees(String fromRoom, String toRoom) {
        Set<String> view = views.get(fromRoom);
        return view == null || view.contains(toRoom) || view.contains(layerOf(toRoom));
    }

    /// Goes up from both packages to the floor on which their ways part.
    private boolean allowsInside(String room, String from, String to) {
        List<String> fromSteps = steps(room, from);
        List<String> toSteps = steps(room, to);
        String at = room;
        for (int i = 0; ; i++) {
            String fromStep = i < fromSteps.size() ? fromSteps.get(i) : ".";
            String toStep = i < toSteps.size() ? toSteps.get(i) : ".";
            if (!fromStep.equals(toStep)) {
                return floorOf(at, toStep) < floorOf(at, fromStep);
            }
            at = at + "." + fromStep;
        }
    }

    private static List<String> steps(String room, String ownPackage) {
        return ownPackage.equals(room)
                ? List.of()
                : List.of(ownPackage.substring(room.length() + 1).split("\\."));
    }

    /// -1 when there is no such floor.
    private int floorOf(String room, String inner) {
        List<List<String>> list = floors.getOrDefault(room, List.of());
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).contains(inner) || list.get(i).contains("*")) {
                return i;
            }
        }
        return -1;
    }

    private int heightOf(String room) {
        Room found = rooms.get(room);
        return found == null ? Integer.MAX_VALUE : found.height();
    }

    /// The layer of a package, as the plan numbers it; empty when the plan has none for it.
    String layerOf(String ownPackage) {
        Room room = rooms.get(roomOf(ownPackage));
        return room == null ? "" : room.layer();
    }

    private static String parent(String ownPackage) {
        return ownPackage.substring(0, Math.max(0, ownPackage.lastIndexOf('.')));
    }

    /// The longest of some names that is a package or one around it.
    static String longest(Set<String> names, String ownPackage) {
        String at = ownPackage;
        while (!at.isEmpty() && !names.contains(at)) {
            at = parent(at);
        }
        return at;
    }

    /// The rooms that have no package yet.
    Set<String> empty(Set<String> packages) {
        Set<String> empty = new TreeSet<>(rooms.keySet());
        packages.forEach(each -> empty.remove(roomOf(each)));
        return empty;
    }
}
