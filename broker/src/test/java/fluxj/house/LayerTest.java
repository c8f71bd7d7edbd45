package fluxj.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.stream.Collectors.joining;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The packages are the architecture: each class may use its own layer's listed friends and lower
/// layers, and a foreign library only where it is at home (docs/ARCHITECTURE.md, "Layers").
class LayerTest {
    /// The layer of each package, the most specific prefix first where one contains the other.
    private static final Map<String, Integer> LAYERS = new TreeMap<>();

    static {
        layer(-1, "json", "format", "config", "config.toml", "cert");
        layer(0, "errors", "wire", "zmtp");
        layer(1, "reactor", "platform");
        layer(2, "rpc", "service", "client", "subprocess");
        layer(3, "routing", "overlay", "bootstrap", "connector", "module", "broker");
        layer(4, "services", "coral2");
        layer(5, "shell", "sim", "bench", "cli");
    }

    /// Layer 3 and above: what a package may use besides lower layers and itself.
    private static final Map<String, Set<String>> FRIENDS =
            Map.of(
                    "zmtp", Set.of("errors", "wire"),
                    "wire", Set.of("errors"),
                    "service", Set.of("rpc"),
                    "client", Set.of("rpc"),
                    "subprocess", Set.of("rpc", "service"),
                    "overlay", Set.of("routing"),
                    "connector", Set.of("routing"),
                    "module", Set.of("routing"),
                    "broker",
                            Set.of(
                                    "routing",
                                    "overlay",
                                    "bootstrap",
                                    "connector",
                                    "module",
                                    "services",
                                    "coral2"),
                    "cli", Set.of("shell", "sim", "bench"));

    /// Packages of one layer that may see each other's package of the same layer: none by default.
    private static final Map<String, Set<String>> LIBRARIES =
            Map.of(
                    "org.tomlj", Set.of("config.toml"),
                    "tools.jackson", Set.of("json"),
                    "io.netty", Set.of("reactor.netty", "connector", "client", "overlay.zmtp"),
                    "io.netty.buffer",
                            Set.of(
                                    "wire",
                                    "zmtp",
                                    "reactor.netty",
                                    "connector",
                                    "client",
                                    "overlay.zmtp"),
                    "org.zeromq", Set.of("overlay.jeromq"),
                    "picocli", Set.of("cli"),
                    "org.bouncycastle", Set.of("zmtp"),
                    "java.lang.foreign", Set.of("platform.os", "zmtp.sodium"));

    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([a-zA-Z0-9_/$]+)[;<]");

    private static final Map<String, Set<String>> USES = new TreeMap<>();

    private static void layer(int number, String... packages) {
        for (String name : packages) {
            LAYERS.put(name, number);
        }
    }

    @BeforeAll
    static void readClassFiles() throws IOException {
        for (Path root : List.of(Path.of("target/classes"), Path.of("../config/target/classes"))) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                    ClassModel model = ClassFile.of().parse(file);
                    USES.put(name(model.thisClass().asInternalName()), used(model));
                }
            }
        }
    }

    private static Set<String> used(ClassModel model) {
        Set<String> names = new TreeSet<>();
        for (PoolEntry entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry type -> addDescriptor(names, "L" + type.asInternalName() + ";");
                case Utf8Entry text -> {
                    String value = text.stringValue();
                    if (value.startsWith("(") || value.startsWith("L") || value.startsWith("[")) {
                        addDescriptor(names, value);
                    }
                }
                default -> {}
            }
        }
        return names;
    }

    private static void addDescriptor(Set<String> names, String descriptor) {
        Matcher matcher = IN_DESCRIPTOR.matcher(descriptor);
        while (matcher.find()) {
            names.add(name(matcher.group(1)));
        }
    }

    private static String name(String internal) {
        return internal.replace('/', '.');
    }

    /// The package below `fluxj.`, such as `overlay.zmtp`; empty for classes that are not ours.
    private static String ownPackage(String type) {
        if (!type.startsWith("fluxj.")) {
            return "";
        }
        return type.substring("fluxj.".length(), Math.max(6, type.lastIndexOf('.')));
    }

    private static String top(String ownPackage) {
        int dot = ownPackage.indexOf('.');
        return dot < 0 ? ownPackage : ownPackage.substring(0, dot);
    }

    @Test
    void everyPackageHasALayer() {
        Set<String> unknown = new TreeSet<>();
        USES.keySet().stream()
                .map(LayerTest::ownPackage)
                .filter(p -> !LAYERS.containsKey(top(p)))
                .forEach(unknown::add);
        assertEquals(Set.of(), unknown, "packages that no layer lists");
    }

    @Test
    void importsGoDownOrToListedFriends() {
        List<String> wrong = new ArrayList<>();
        USES.forEach(
                (type, uses) -> {
                    for (String used : uses) {
                        if (!used.startsWith("fluxj.")) {
                            continue;
                        }
                        if (!mayUse(ownPackage(type), ownPackage(used), used)) {
                            wrong.add(type + " uses " + used);
                        }
                    }
                });
        assertTrue(wrong.isEmpty(), () -> wrong.stream().collect(joining("\n", "\n", "")));
    }

    private static boolean mayUse(String from, String to, String used) {
        String fromTop = top(from);
        String toTop = top(to);
        int fromLayer = LAYERS.getOrDefault(fromTop, 99);
        int toLayer = LAYERS.getOrDefault(toTop, 99);
        if (toLayer == -1 && fromLayer == -1) {
            return true;
        }
        boolean protocol = used.contains("Protocol");
        if (fromTop.equals("services") || fromTop.equals("coral2")) {
            boolean same = from.equals(to) || to.startsWith(from + ".");
            return same || toLayer <= 2 || protocol;
        }
        if (fromTop.equals(toTop)) {
            return true;
        }
        if (fromLayer == 3 && (toLayer == 3 || toLayer == 4) && protocol) {
            return true;
        }
        if (FRIENDS.getOrDefault(fromTop, Set.of()).contains(toTop)) {
            return true;
        }
        return toLayer < fromLayer && (toLayer != 5);
    }

    @Test
    void foreignLibrariesStayWhereTheyAreAtHome() {
        List<String> wrong = new ArrayList<>();
        USES.forEach(
                (type, uses) -> {
                    for (String used : uses) {
                        String library = libraryOf(used);
                        if (!library.isEmpty() && !isAtHome(library, ownPackage(type))) {
                            wrong.add(type + " uses " + used);
                        }
                    }
                });
        assertTrue(wrong.isEmpty(), () -> wrong.stream().collect(joining("\n", "\n", "")));
    }

    private static String libraryOf(String type) {
        String found = "";
        for (String library : LIBRARIES.keySet()) {
            if (type.startsWith(library + ".") && library.length() > found.length()) {
                found = library;
            }
        }
        return found;
    }

    private static boolean isAtHome(String library, String ownPackage) {
        for (String home : LIBRARIES.getOrDefault(library, Set.of())) {
            if (ownPackage.equals(home) || ownPackage.startsWith(home + ".")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void theTestSeesTheWholeHouse() {
        assertTrue(USES.size() > 40, "only " + USES.size() + " classes read");
        assertTrue(
                USES.getOrDefault("fluxj.routing.Router", Set.of()).contains("fluxj.wire.Request"));
    }
}
