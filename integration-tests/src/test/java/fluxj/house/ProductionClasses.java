package fluxj.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
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

/// The class files of all modules, tests left out, and which other classes each of them names.
final class ProductionClasses {
    private static final String ROOT = "fluxj.";
    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([a-zA-Z0-9_/$]+)[;<]");

    private final Map<String, ClassModel> models = new TreeMap<>();
    private final Map<String, Set<String>> uses = new TreeMap<>();
    private final Map<String, String> sealedRoots = new TreeMap<>();

    private ProductionClasses() {}

    /// Reads what the modules have compiled.
    static ProductionClasses read() {
        ProductionClasses classes = new ProductionClasses();
        try {
            for (Path folder : Modules.with("target/classes")) {
                classes.add(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return classes;
    }

    private void add(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                ClassModel model = ClassFile.of().parse(file);
                String type = name(model.thisClass());
                models.put(type, model);
                uses.put(type, used(model));
                model.findAttribute(Attributes.permittedSubclasses())
                        .ifPresent(
                                permits ->
                                        permits.permittedSubclasses()
                                                .forEach(sub -> sealedRoots.put(name(sub), type)));
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
                    if (!value.isEmpty() && "(L[<".indexOf(value.charAt(0)) >= 0) {
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
            names.add(matcher.group(1).replace('/', '.'));
        }
    }

    private static String name(ClassEntry entry) {
        return entry.asInternalName().replace('/', '.');
    }

    /// Each class by its binary name, nested ones with `$`.
    Map<String, ClassModel> models() {
        return models;
    }

    /// The names that each class has in it, its own too.
    Map<String, Set<String>> uses() {
        return uses;
    }

    Set<String> packages() {
        Set<String> packages = new TreeSet<>();
        models.keySet().forEach(type -> packages.add(packageOf(type)));
        return packages;
    }

    /// The package below `fluxj.`, such as `overlay.zmtp`; empty for a class that is not ours.
    static String packageOf(String type) {
        return type.startsWith(ROOT)
                ? type.substring(ROOT.length(), Math.max(ROOT.length(), type.lastIndexOf('.')))
                : "";
    }

    static boolean isOurs(String type) {
        return type.startsWith(ROOT);
    }

    /// The top-level class around a class, itself when it is one.
    static String outermost(String type) {
        int dollar = type.indexOf('$');
        return dollar < 0 ? type : type.substring(0, dollar);
    }

    /// What can only be understood as a whole: a class with those in it, and a sealed type with the
    /// ones that it permits.
    String unitOf(String type) {
        String unit = outermost(type);
        String root = sealedRoots.get(unit);
        return root == null ? unit : unitOf(root);
    }

    /// True for the class that tells a service's messages to others, and for its records.
    static boolean isProtocol(String type) {
        return outermost(type).endsWith("Protocol");
    }

    /// Groups of names that use each other, directly or by way of others, in order.
    static List<Set<String>> circles(Map<String, Set<String>> graph) {
        Map<String, Set<String>> reach = new TreeMap<>();
        graph.keySet().forEach(from -> reach.put(from, reachable(from, graph)));
        List<Set<String>> circles = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        reach.forEach(
                (from, to) -> {
                    if (to.contains(from) && !seen.contains(from)) {
                        Set<String> circle = new TreeSet<>();
                        for (String other : to) {
                            if (reach.getOrDefault(other, Set.of()).contains(from)) {
                                circle.add(other);
                            }
                        }
                        seen.addAll(circle);
                        circles.add(circle);
                    }
                });
        return circles;
    }

    private static Set<String> reachable(String from, Map<String, Set<String>> graph) {
        Set<String> reached = new TreeSet<>();
        List<String> next = new ArrayList<>(graph.getOrDefault(from, Set.of()));
        while (!next.isEmpty()) {
            String each = next.removeLast();
            if (reached.add(each)) {
                next.addAll(graph.getOrDefault(each, Set.of()));
            }
        }
        return reached;
    }
}
