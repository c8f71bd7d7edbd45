package fluxj.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.json.Key;
import fluxj.json.Rest;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamMethod;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Writes `docs/rpc-catalog.md` from the protocol classes, and fails when the committed page is not
/// what they say. `mvn test -Dfluxj.docs=write` brings it up to date.
class RpcCatalogTest {
    private static final Path PAGE = Path.of("../docs/rpc-catalog.md");

    @Test
    void theCatalogueIsUpToDate() throws IOException, ReflectiveOperationException {
        Map<String, String> rows = new TreeMap<>();
        for (Class<?> protocol : protocols()) {
            for (Field field : protocol.getFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    addRow(rows, field.get(null));
                }
            }
        }
        assertTrue(rows.size() > 20, "only " + rows.size() + " methods found");
        String page =
                """
                # RPC catalogue

                Generated from the `XxxProtocol` classes by `RpcCatalogTest`; do not edit. Every module, and `broker`, also
                answers the generic methods `ping`, `stats-get`, `stats-clear`, `rusage`, `debug`, `config-reload` and
                (modules) `shutdown`. A `?` marks a key that may be absent; `…` stands for any other keys, after the reply for
                a stream.

                | topic | besides the owner | request | reply |
                |---|---|---|---|
                """
                        + String.join("", rows.values());
        if ("write".equals(System.getProperty("fluxj.docs"))) {
            Files.writeString(PAGE, page);
        }
        assertEquals(
                page,
                Files.exists(PAGE) ? Files.readString(PAGE) : "",
                "run `mvn test -Dfluxj.docs=write`");
    }

    /// The protocol classes of all modules.
    static List<Class<?>> protocols() throws IOException, ClassNotFoundException {
        List<Class<?>> found = new ArrayList<>();
        for (Path root : Modules.with("target/classes")) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith("Protocol.class"))
                                .sorted()
                                .toList()) {
                    String name = root.relativize(file).toString().replace('/', '.');
                    found.add(Class.forName(name.substring(0, name.length() - ".class".length())));
                }
            }
        }
        return found;
    }

    private static void addRow(Map<String, String> rows, Object constant) {
        if (constant instanceof RpcMethod<?, ?> method) {
            rows.put(
                    method.topic(),
                    row(method.topic(), method.access(), method.request(), shape(method.reply())));
        } else if (constant instanceof StreamMethod<?, ?> method) {
            rows.put(
                    method.topic(),
                    row(
                            method.topic(),
                            method.access(),
                            method.request(),
                            shape(method.item()) + " …"));
        }
    }

    private static String row(String topic, Access access, Class<?> request, String reply) {
        String who =
                switch (access) {
                    case OWNER -> "–";
                    case USER -> "user";
                    case ANY -> "any";
                };
        return "| `" + topic + "` | " + who + " | " + shape(request) + " | " + reply + " |\n";
    }

    private static String shape(Class<?> type) {
        if (type == Empty.class) {
            return "–";
        }
        return "`" + fields(type, 0) + "`";
    }

    private static String fields(Class<?> type, int depth) {
        StringJoiner fields = new StringJoiner(", ", "{", "}");
        for (RecordComponent component : type.getRecordComponents()) {
            Key key = component.getAnnotation(Key.class);
            String name = key == null ? component.getName() : key.value();
            Type generic = component.getGenericType();
            if (component.isAnnotationPresent(Rest.class)) {
                fields.add("…");
                continue;
            }
            boolean optional = component.getType() == Optional.class;
            if (optional && generic instanceof ParameterizedType parameterized) {
                generic = parameterized.getActualTypeArguments()[0];
            }
            fields.add(name + (optional ? "?: " : ": ") + word(generic, depth));
        }
        return fields.toString();
    }

    private static String word(Type type, int depth) {
        if (type instanceof ParameterizedType parameterized) {
            Type[] arguments = parameterized.getActualTypeArguments();
            return parameterized.getRawType() == List.class
                    ? "[" + word(arguments[0], depth) + "]"
                    : "{*: " + word(arguments[1], depth) + "}";
        }
        if (type instanceof Class<?> raw
                && raw.isRecord()
                && depth < 2
                && raw.getName().contains("$")) {
            return fields(raw, depth + 1);
        }
        String name = type instanceof Class<?> raw ? raw.getSimpleName() : type.toString();
        return switch (name) {
            case "String" -> "string";
            case "int", "long", "Integer", "Long" -> "int";
            case "double", "Double" -> "real";
            case "boolean", "Boolean" -> "bool";
            case "JsonObject" -> "object";
            case "JsonArray" -> "array";
            case "JsonValue" -> "any";
            default -> "object";
        };
    }
}
