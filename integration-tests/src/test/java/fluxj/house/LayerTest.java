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
import java.lang.reflect.AccessFlag;
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
    private static final int SERVICES = 40;
    private static final int BROKER_CORE = 30;

    /// The height of each package: it may use those below it. The tens are the layers of the plan.
    private static final Map<String, Integer> LAYERS = new TreeMap<>();

    static {
        layer(-9, "json");
        layer(-8, "format");
        layer(-7, "cert", "config.toml");
        layer(-6, "config");
        layer(-5, "config.tables");
        layer(-4, "config.preflight");
        layer(0, "errors");
        layer(1, "wire", "treeobj", "job");
        layer(2, "zmtp");
        layer(10, "reactor");
        layer(11, "platform");
        layer(12, "reactor.netty", "platform.os");
        layer(20, "rpc");
        layer(21, "service");
        layer(22, "client", "subprocess");
        layer(30, "routing");
        layer(31, "overlay", "bootstrap", "connector", "module");
        layer(35, "core");
        layer(SERVICES, "services", "coral2");
        layer(45, "archive");
        layer(50, "broker");
        layer(60, "shell", "sim", "bench");
        layer(70, "cli");
    }

    /// The only packages that may use a library.
    private static final Map<String, Set<String>> LIBRARIES =
            Map.ofEntries(
                    home("org.tomlj", "config.toml"),
                    home("io.netty", "reactor.netty", "connector", "client", "overlay.zmtp"),
                    home(
                            "io.netty.buffer",
                            "wire",
                            "zmtp",
                            "reactor.netty",
                            "connector",
                            "client",
                            "overlay.zmtp"),
                    home("org.zeromq", "overlay.jeromq"),
                    home("picocli", "cli"),
                    home("org.sqlite", "services.contentsqlite"),
                    home("java.sql", "services.contentsqlite"),
                    home("net.jpountz", "services.contentsqlite"),
                    home("org.apache.commons.compress", "archive"),
                    home("org.bouncycastle", "zmtp"),
                    home("java.lang.foreign", "platform.os", "zmtp.crypto"));

    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([a-zA-Z0-9_/$]+)[;<]");

    /// The packages below a service that its own classes share; what is public there is so for
    /// them.
    private static final Set<String> FLOORS = Set.of("services.kvs.tree");

    private static final Map<String, Set<String>> USES = new TreeMap<>();

    private static final Set<String> PUBLIC = new TreeSet<>();

    private static Map.Entry<String, Set<String>> home(String library, String... packages) {
        return Map.entry(library, Set.of(packages));
    }

    private static void layer(int number, String... packages) {
        for (String name : packages) {
            LAYERS.put(name, number);
        }
    }

    @BeforeAll
    static void readClassFiles() throws IOException {
        for (Path root : Modules.with("target/classes")) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                    ClassModel model = ClassFile.of().parse(file);
                    USES.put(name(model.thisClass().asInternalName()), used(model));
                    if (model.flags().has(AccessFlag.PUBLIC)) {
                        PUBLIC.add(name(model.thisClass().asInternalName()));
                    }
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
        int fromLayer = layerOf(from);
        int toLayer = layerOf(to);
        if (fromLayer == SERVICES) {
            boolean own = from.equals(to) || to.startsWith(from + ".");
            return own || toLayer < BROKER_CORE || isProtocol(used);
        }
        boolean own = fromLayer < 0 ? from.equals(to) : top(from).equals(top(to));
        if (own || toLayer < fromLayer) {
            return true;
        }
        return fromLayer >= BROKER_CORE && toLayer >= BROKER_CORE && isProtocol(used);
    }

    private static int layerOf(String ownPackage) {
        Integer own = LAYERS.get(ownPackage);
        return own == null ? LAYERS.getOrDefault(top(ownPackage), 99) : own;
    }

    private static boolean isProtocol(String used) {
        return used.contains("Protocol");
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

    /// What others send it, and what the broker makes it with.
    @Test
    void ofAServiceOnlyProtocolAndServiceArePublic() {
        List<String> wrong = new ArrayList<>();
        for (String type : PUBLIC) {
            String home = ownPackage(type);
            boolean nested = type.indexOf('$') >= 0;
            if (layerOf(home) == SERVICES && !nested && !FLOORS.contains(home)) {
                if (!type.endsWith("Protocol") && !isService(type)) {
                    wrong.add(type + " is public");
                }
            }
        }
        assertTrue(wrong.isEmpty(), () -> wrong.stream().collect(joining("\n", "\n", "")));
    }

    @Test
    void onlyTheBrokerMakesServices() {
        List<String> wrong = new ArrayList<>();
        USES.forEach(
                (type, uses) -> {
                    for (String used : uses) {
                        String home = ownPackage(used);
                        boolean other = !home.equals(ownPackage(type));
                        if (other && layerOf(home) == SERVICES && isService(used)) {
                            if (!ownPackage(type).equals("broker")) {
                                wrong.add(type + " uses " + used);
                            }
                        }
                    }
                });
        assertTrue(wrong.isEmpty(), () -> wrong.stream().collect(joining("\n", "\n", "")));
    }

    private static boolean isService(String type) {
        return type.endsWith("Service");
    }

    @Test
    void theTestSeesTheWholeHouse() {
        assertTrue(USES.size() > 40, "only " + USES.size() + " classes read");
        assertTrue(
                USES.getOrDefault("fluxj.routing.Router", Set.of()).contains("fluxj.wire.Request"));
    }
}
