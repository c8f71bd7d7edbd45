package fluxj.coral2.dws.apiserver.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7386 and RFC 6902, by their own examples.
class PatchesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"a\":\"b\"}; {\"a\":\"c\"}; {\"a\":\"c\"}",
                "{\"a\":\"b\"}; {\"b\":\"c\"}; {\"a\":\"b\",\"b\":\"c\"}",
                "{\"a\":\"b\"}; {\"a\":null}; {}",
                "{\"a\":[\"b\"]}; {\"a\":\"c\"}; {\"a\":\"c\"}",
                "{\"a\":\"c\"}; {\"a\":[\"b\"]}; {\"a\":[\"b\"]}",
                "{\"a\":{\"b\":\"c\"}}; {\"a\":{\"b\":\"d\",\"c\":null}}; {\"a\":{\"b\":\"d\"}}",
                "{\"a\":\"foo\"}; {\"a\":{\"x\":1,\"y\":null}}; {\"a\":{\"x\":1}}",
                "{}; {\"a\":{\"bb\":{\"ccc\":null}}}; {\"a\":{\"bb\":{}}}",
            })
    void aMergePatchIsLaidOver(String target, String patch, String result) {
        assertEquals(
                JsonObject.parse(result),
                Patches.merge(JsonObject.parse(target), JsonObject.parse(patch)));
    }

    private static JsonObject apply(String target, String operations) {
        return Patches.apply(
                JsonObject.parse(target), (JsonArray) JsonValue.parse("[" + operations + "]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"a\":1}; {\"op\":\"add\",\"path\":\"/b\",\"value\":2}; {\"a\":1,\"b\":2}",
                "{\"a\":[1,3]}; {\"op\":\"add\",\"path\":\"/a/1\",\"value\":2}; {\"a\":[1,2,3]}",
                "{\"a\":[1]}; {\"op\":\"add\",\"path\":\"/a/-\",\"value\":2}; {\"a\":[1,2]}",
                "{\"a\":[1,2]}; {\"op\":\"remove\",\"path\":\"/a/0\"}; {\"a\":[2]}",
                "{\"a\":{\"b\":1}}; {\"op\":\"remove\",\"path\":\"/a/b\"}; {\"a\":{}}",
                "{\"a\":[1]}; {\"op\":\"replace\",\"path\":\"/a/0\",\"value\":9}; {\"a\":[9]}",
                "{\"a/b\":1}; {\"op\":\"replace\",\"path\":\"/a~1b\",\"value\":2}; {\"a/b\":2}",
                "{\"a\":1}; {\"op\":\"move\",\"from\":\"/a\",\"path\":\"/b\"}; {\"b\":1}",
                "{\"a\":1}; {\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/b\"}; {\"a\":1,\"b\":1}",
                "{\"a\":1}; {\"op\":\"test\",\"path\":\"/a\",\"value\":1}; {\"a\":1}",
            })
    void operationsAreDoneInOrder(String target, String operation, String result) {
        assertEquals(JsonObject.parse(result), apply(target, operation));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"op\":\"replace\",\"path\":\"/b\",\"value\":1}",
                "{\"op\":\"remove\",\"path\":\"/a/5\"}",
                "{\"op\":\"remove\",\"path\":\"/a/01\"}",
                "{\"op\":\"remove\",\"path\":\"\"}",
                "{\"op\":\"test\",\"path\":\"/a\",\"value\":7}",
                "{\"op\":\"add\",\"path\":\"/a/x\",\"value\":7}",
                "{\"op\":\"add\",\"path\":\"/a\"}",
                "{\"op\":\"replace\",\"path\":\"\",\"value\":7}",
                "{\"op\":\"leap\",\"path\":\"/a\"}",
                "{\"path\":\"a\"}",
                "7",
            })
    void whatCannotBeDoneIsRefused(String operation) {
        ApiException refused =
                assertThrows(ApiException.class, () -> apply("{\"a\":[1,2]}", operation));
        assertEquals(422, refused.code());
    }
}
