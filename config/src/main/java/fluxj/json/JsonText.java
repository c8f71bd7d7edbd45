package fluxj.json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Compact JSON text to values and back. Nesting is limited to 512 levels, numbers to 400
/// characters; strings only by the message that carries them.
final class JsonText {
    private static final int MAX_DEPTH = 512;
    private static final int MAX_NUMBER_LENGTH = 400;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxNumberLength(MAX_NUMBER_LENGTH)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .disable(tools.jackson.core.TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                    .build();

    private JsonText() {}

    static JsonValue read(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return readAll(parser);
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    static JsonValue read(byte[] utf8, int offset, int length) {
        try (JsonParser parser =
                FACTORY.createParser(ObjectReadContext.empty(), utf8, offset, length)) {
            return readAll(parser);
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    private static JsonException unreadable(JacksonException e) {
        var where = e.getLocation();
        String place =
                where == null
                        ? ""
                        : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")";
        return new JsonException(e.getOriginalMessage().replace('\n', ' ') + place);
    }

    private static JsonValue readAll(JsonParser parser) {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new JsonException("JSON text is empty");
        }
        JsonValue value = readValue(parser, first);
        if (parser.nextToken() != null) {
            throw new JsonException("JSON text goes on after its end");
        }
        return value;
    }

    private static JsonValue readValue(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> readArray(parser);
            case VALUE_STRING -> JsonValue.of(parser.getString());
            case VALUE_NUMBER_INT -> JsonValue.of(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> JsonValue.of(parser.getDoubleValue());
            case VALUE_TRUE -> JsonValue.of(true);
            case VALUE_FALSE -> JsonValue.of(false);
            case VALUE_NULL -> JsonValue.Null.NULL;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new JsonException("unexpected " + token + " in JSON text");
        };
    }

    private static JsonObject readObject(JsonParser parser) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            members.put(name, readValue(parser, parser.nextToken()));
        }
        return JsonObject.owning(members);
    }

    private static JsonArray readArray(JsonParser parser) {
        List<JsonValue> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            items.add(readValue(parser, token));
        }
        return new JsonArray(items);
    }

    static String write(JsonValue value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            writeValue(generator, value);
        }
        return text.toString();
    }

    private static void writeValue(JsonGenerator generator, JsonValue value) {
        switch (value) {
            case JsonObject object -> {
                generator.writeStartObject();
                object.members()
                        .forEach(
                                (name, member) -> {
                                    generator.writeName(name);
                                    writeValue(generator, member);
                                });
                generator.writeEndObject();
            }
            case JsonArray array -> {
                generator.writeStartArray();
                array.forEach(item -> writeValue(generator, item));
                generator.writeEndArray();
            }
            case JsonValue.Text(String text) -> generator.writeString(text);
            case JsonValue.Whole(long number) -> generator.writeNumber(number);
            case JsonValue.Real(double number) -> generator.writeNumber(number);
            case JsonValue.Bool(boolean truth) -> generator.writeBoolean(truth);
            case JsonValue.Null _ -> generator.writeNull();
        }
    }
}
