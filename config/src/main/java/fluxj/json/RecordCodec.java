package fluxj.json;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The one mapping between payload records and JSON objects: a component's name, or its [Key], is
/// the JSON key.
///
/// Components may be `String`, `int`, `long`, `double`, `boolean`, a [JsonValue] type, a record, or
/// `List`, `Map<String, …>` and `Optional` of these. An absent or null member is allowed only for
/// `Optional`; members no component names are ignored, as Flux ignores them, unless a component
/// takes the [Rest]. A whole number is accepted where a real is asked for. A `String` holds no NUL,
/// at which its C reader would cut it; data that may hold one are a [JsonValue.Text].
///
/// @param <T> the record
public final class RecordCodec<T extends Record> {
    /// The codec of a class, made once a class: reflection is paid only for records that are used.
    private static final ClassValue<RecordCodec<?>> CODECS =
            new ClassValue<>() {
                @Override
                protected RecordCodec<?> computeValue(Class<?> type) {
                    return new RecordCodec<>(type.asSubclass(Record.class));
                }
            };

    private record Member(String key, Type type, Method accessor, boolean isRest) {}

    private final Constructor<T> constructor;
    private final List<Member> members = new ArrayList<>();

    private RecordCodec(Class<T> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            types[i] = component.getType();
            Key key = component.getAnnotation(Key.class);
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            members.add(
                    new Member(
                            key == null ? component.getName() : key.value(),
                            component.getGenericType(),
                            accessor,
                            component.isAnnotationPresent(Rest.class)));
        }
        try {
            constructor = type.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
        constructor.setAccessible(true);
    }

    /// The codec of a record class.
    @SuppressWarnings("unchecked")
    public static <T extends Record> RecordCodec<T> of(Class<T> type) {
        return (RecordCodec<T>) CODECS.get(type);
    }

    /// A record as a JSON object; an empty `Optional` leaves its key out.
    public static JsonObject encode(Record value) {
        return of(value.getClass().asSubclass(Record.class)).toJson(value);
    }

    /// A record read from a JSON object.
    ///
    /// @throws JsonException naming the first key that is missing or of the wrong type
    public static <T extends Record> T decode(Class<T> type, JsonObject object) {
        return of(type).fromJson(object);
    }

    private JsonObject toJson(Record value) {
        JsonObject.Builder object = JsonObject.builder();
        for (Member member : members) {
            Object part = call(member.accessor(), value);
            if (member.isRest() && part instanceof JsonObject rest) {
                rest.members().forEach(object::put);
            } else if (part instanceof Optional<?> optional) {
                optional.ifPresent(present -> object.put(member.key(), encodeAny(present)));
            } else {
                object.put(member.key(), encodeAny(part));
            }
        }
        return object.build();
    }

    private static Object call(Method accessor, Record value) {
        try {
            return accessor.invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonValue encodeAny(Object value) {
        return switch (value) {
            case JsonValue json -> json;
            case String text -> JsonValue.of(text);
            case Integer number -> JsonValue.of(number.longValue());
            case Long number -> JsonValue.of(number);
            case Double number -> JsonValue.of(number);
            case Boolean truth -> JsonValue.of(truth);
            case Record nested -> encode(nested);
            case List<?> list ->
                    new JsonArray(list.stream().map(item -> encodeAny((Object) item)).toList());
            case Map<?, ?> map -> {
                JsonObject.Builder object = JsonObject.builder();
                map.forEach((key, item) -> object.put(String.valueOf(key), encodeAny(item)));
                yield object.build();
            }
            case Object other ->
                    throw new IllegalStateException("no JSON form for " + other.getClass());
        };
    }

    private T fromJson(JsonObject object) {
        Object[] arguments = new Object[members.size()];
        for (int i = 0; i < arguments.length; i++) {
            Member member = members.get(i);
            arguments[i] =
                    member.isRest() ? rest(object) : decodeMember(member, object.get(member.key()));
        }
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException invalid) {
                throw new JsonException(String.valueOf(invalid.getMessage()));
            }
            throw new IllegalStateException(e);
        } catch (InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonObject rest(JsonObject object) {
        if (members.size() == 1) {
            return object;
        }
        JsonObject.Builder rest = object.toBuilder();
        for (Member member : members) {
            if (!member.isRest()) {
                rest.remove(member.key());
            }
        }
        return rest.build();
    }

    private static Object decodeMember(Member member, Optional<JsonValue> value) {
        if (member.type() instanceof ParameterizedType parameterized
                && parameterized.getRawType() == Optional.class) {
            Type inner = parameterized.getActualTypeArguments()[0];
            return value.filter(present -> !(present instanceof JsonValue.Null))
                    .map(present -> decodeAny(inner, present, member.key()));
        }
        return decodeAny(
                member.type(),
                value.orElseThrow(
                        () -> new JsonException("Object item not found: " + member.key())),
                member.key());
    }

    private static Object decodeAny(Type type, JsonValue value, String key) {
        if (type instanceof ParameterizedType parameterized) {
            return decodeContainer(parameterized, value, key);
        }
        if (!(type instanceof Class<?> raw)) {
            throw new IllegalStateException("no JSON form for " + type);
        }
        if (raw.isRecord() && !JsonValue.class.isAssignableFrom(raw)) {
            return decode(raw.asSubclass(Record.class), expect(JsonObject.class, value, key));
        }
        if (JsonValue.class.isAssignableFrom(raw)) {
            return expect(raw, value, key);
        }
        return decodeScalar(raw, value, key);
    }

    private static Object decodeScalar(Class<?> type, JsonValue value, String key) {
        if (type == String.class && value instanceof JsonValue.Text(String text)) {
            if (text.indexOf(0) >= 0) {
                throw new JsonException("text with a NUL: " + key);
            }
            return text;
        }
        if ((type == boolean.class || type == Boolean.class)
                && value instanceof JsonValue.Bool(boolean truth)) {
            return truth;
        }
        if ((type == long.class || type == Long.class)
                && value instanceof JsonValue.Whole(long number)) {
            return number;
        }
        if ((type == int.class || type == Integer.class)
                && value instanceof JsonValue.Whole(long number)
                && number >= Integer.MIN_VALUE
                && number <= 0xffffffffL) {
            return (int) number;
        }
        if (type == double.class || type == Double.class) {
            if (value instanceof JsonValue.Real(double number)) {
                return number;
            }
            if (value instanceof JsonValue.Whole(long number)) {
                return (double) number;
            }
        }
        throw wrongType(type.getSimpleName(), value, key);
    }

    private static Object decodeContainer(ParameterizedType type, JsonValue value, String key) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == List.class) {
            List<Object> items = new ArrayList<>();
            for (JsonValue item : expect(JsonArray.class, value, key)) {
                items.add(decodeAny(arguments[0], item, key));
            }
            return List.copyOf(items);
        }
        if (type.getRawType() == Map.class) {
            Map<String, Object> items = new LinkedHashMap<>();
            expect(JsonObject.class, value, key)
                    .members()
                    .forEach((name, item) -> items.put(name, decodeAny(arguments[1], item, name)));
            return items;
        }
        throw new IllegalStateException("no JSON form for " + type);
    }

    private static <V> V expect(Class<V> type, JsonValue value, String key) {
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        throw wrongType(type.getSimpleName(), value, key);
    }

    private static JsonException wrongType(String expected, JsonValue value, String key) {
        String word =
                switch (expected) {
                    case "String", "Text" -> "string";
                    case "int", "long", "Integer", "Long", "Whole" -> "integer";
                    case "double", "Double", "Real" -> "real";
                    case "boolean", "Boolean", "Bool" -> "true or false";
                    case "JsonObject" -> "object";
                    case "JsonArray" -> "array";
                    default -> expected;
                };
        return new JsonException("Expected " + word + ", got " + value.typeName() + ": " + key);
    }
}
