package fluxj.house;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Holds the class files to rules that the sources do not show line by line (CONTRIBUTING.md).
class ClassRulesTest {
    private static final int MOST_PARAMETERS = 5;

    /// Types whose values change. A constant is none of them; a list, set or map that is one was
    /// made by `of` or `copyOf`.
    private static final Pattern MUTABLE =
            Pattern.compile(
                    "java/util/concurrent/(?!TimeUnit$).*|java/util/\\w*(?:List|Set|Map|Deque|Queue)"
                            + "|java/lang/StringBuilder|java/lang/ThreadLocal|java/util/Random");

    private static final Set<String> UNMODIFIABLE =
            Set.of("java/util/List", "java/util/Set", "java/util/Map");

    /// What reads the clock, draws lots or takes time, and the packages that may: the seams, and
    /// programs that stand before a user.
    private static final String SEAMS =
            """
            java/lang/System.nanoTime: reactor platform client cli bench
            java/lang/System.currentTimeMillis: reactor platform client cli bench
            java/lang/Thread.sleep: client cli bench
            java/time/Clock.*: platform cli
            java/time/Instant.now: platform cli bench
            java/time/LocalDate.now: cli
            java/time/LocalDateTime.now: cli
            java/time/ZonedDateTime.now: cli
            java/lang/Math.random: reactor
            java/util/Random.<init>: reactor cli bench
            java/util/UUID.randomUUID: reactor platform
            java/util/concurrent/ThreadLocalRandom.*: reactor cli bench
            java/security/SecureRandom.*: reactor broker zmtp.crypto overlay.zmtp cli
            """;

    private static final ProductionClasses CLASSES = ProductionClasses.read();

    private static void check(List<String> wrong) {
        assertTrue(wrong.isEmpty(), () -> "\n" + String.join("\n", wrong));
    }

    @Test
    void nothingStaticChanges() {
        List<String> wrong = new ArrayList<>();
        CLASSES.models()
                .forEach(
                        (type, model) -> {
                            for (FieldModel field : model.fields()) {
                                if (field.flags().has(AccessFlag.STATIC)
                                        && !field.flags().has(AccessFlag.SYNTHETIC)
                                        && !isConstant(field)) {
                                    wrong.add(
                                            type
                                                    + "."
                                                    + field.fieldName().stringValue()
                                                    + ": brokers share it; make it a field of"
                                                    + " an object, or immutable and final");
                                }
                            }
                        });
        check(wrong);
    }

    private static boolean isConstant(FieldModel field) {
        String descriptor = field.fieldType().stringValue();
        String type = descriptor.replaceAll("^L|;$", "");
        boolean mutable = MUTABLE.matcher(type).matches() && !UNMODIFIABLE.contains(type);
        boolean shown = descriptor.startsWith("[") && !field.flags().has(AccessFlag.PRIVATE);
        return field.flags().has(AccessFlag.FINAL) && !mutable && !shown;
    }

    /// A record's are its components, an enum's stand in a table.
    @Test
    void constructorsHaveFewParameters() {
        List<String> wrong = new ArrayList<>();
        CLASSES.models()
                .forEach(
                        (type, model) -> {
                            if (model.findAttribute(Attributes.record()).isPresent()
                                    || model.flags().has(AccessFlag.ENUM)
                                    || model.findAttribute(Attributes.enclosingMethod())
                                            .isPresent()) {
                                return;
                            }
                            int hidden = isInner(model) ? 1 : 0;
                            for (MethodModel method : model.methods()) {
                                int count = method.methodTypeSymbol().parameterCount() - hidden;
                                if (method.methodName().equalsString("<init>")
                                        && !method.flags().has(AccessFlag.SYNTHETIC)
                                        && count > MOST_PARAMETERS) {
                                    wrong.add(
                                            type
                                                    + ": "
                                                    + count
                                                    + " parameters; a record gives them names");
                                }
                            }
                        });
        check(wrong);
    }

    /// True for a class with an instance of the one around it.
    private static boolean isInner(ClassModel model) {
        return model.findAttribute(Attributes.innerClasses()).stream()
                .flatMap(inner -> inner.classes().stream())
                .filter(inner -> inner.innerClass().equals(model.thisClass()))
                .anyMatch(ClassRulesTest::hasOuterInstance);
    }

    private static boolean hasOuterInstance(InnerClassInfo inner) {
        return !inner.has(AccessFlag.STATIC);
    }

    /// Who reads a name knows what it is, without looking at the imports.
    @Test
    void noTwoTypesShareASimpleName() {
        Map<String, String> places = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (String type : CLASSES.models().keySet()) {
            String name = type.substring(type.lastIndexOf('.') + 1);
            boolean counts = name.indexOf('$') < 0 && !name.equals("package-info");
            String other = counts ? places.put(name, type) : null;
            if (other != null) {
                wrong.add(type + " is called as " + other);
            }
        }
        check(wrong);
    }

    @Test
    void timeAndChanceComeThroughTheSeams() {
        Map<String, Set<String>> seams = new TreeMap<>();
        for (String line : SEAMS.lines().toList()) {
            String[] sides = line.split(": ", 2);
            seams.put(sides[0], new TreeSet<>(Arrays.asList(sides[1].split(" "))));
        }
        List<String> wrong = new ArrayList<>();
        CLASSES.models()
                .forEach(
                        (type, model) -> {
                            for (PoolEntry entry : model.constantPool()) {
                                if (entry instanceof MemberRefEntry member) {
                                    String owner = member.owner().asInternalName();
                                    String name = owner + "." + member.name().stringValue();
                                    Set<String> allowed =
                                            seams.getOrDefault(name, seams.get(owner + ".*"));
                                    if (allowed != null && !isIn(type, allowed)) {
                                        wrong.add(
                                                type
                                                        + " calls "
                                                        + name
                                                        + ": ask Reactor or WallClock, or a run"
                                                        + " cannot be repeated");
                                    }
                                }
                            }
                        });
        check(wrong);
    }

    private static boolean isIn(String type, Set<String> packages) {
        return !Layers.longest(packages, ProductionClasses.packageOf(type)).isEmpty();
    }
}
