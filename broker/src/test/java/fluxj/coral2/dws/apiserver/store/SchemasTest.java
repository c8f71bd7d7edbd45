package fluxj.coral2.dws.apiserver.store;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// What objects must look like (spec coral2 8.3).
class SchemasTest {
    private static final ApiKind SERVERS = ObjectStore.kind(ApiKinds.DWS, "servers");

    private static void check(String spec) {
        Schemas.check(
                SERVERS, JsonObject.parse("{\"metadata\":{\"name\":\"s\"},\"spec\":" + spec + "}"));
    }

    @Test
    void whatIsWrongIsNamedWithItsPlace() {
        assertDoesNotThrow(() -> check("{}"));
        ApiException one =
                assertThrows(
                        ApiException.class,
                        () -> check("{\"allocationSets\":[{\"label\":\"xfs\",\"storage\":[]}]}"));
        assertEquals(422, one.code());
        assertEquals(
                "Servers.dataworkflowservices.github.io \"s\" is invalid:"
                        + " spec.allocationSets[0].allocationSize: Required value",
                one.text());
        ApiException two =
                assertThrows(
                        ApiException.class,
                        () ->
                                check(
                                        "{\"allocationSets\":[{\"allocationSize\":\"1\","
                                                + "\"label\":7,\"storage\":[]}]}"));
        assertEquals(
                "Servers.dataworkflowservices.github.io \"s\" is invalid:"
                        + " [spec.allocationSets[0].allocationSize: Invalid value: \"string\":"
                        + " spec.allocationSets[0].allocationSize in body must be of type integer:"
                        + " \"string\", spec.allocationSets[0].label: Invalid value: \"integer\":"
                        + " spec.allocationSets[0].label in body must be of type string:"
                        + " \"integer\"]",
                two.text());
    }

    @Test
    void aJobIdMayBeANumberOrAString() {
        Schema id = SchemaReader.parse("{id!: id, any: any, names: <boolean>}");
        List<String> wrong = new ArrayList<>();
        id.check("", JsonObject.parse("{\"id\":1,\"any\":null,\"names\":{\"a\":true}}"), wrong);
        id.check("", JsonObject.parse("{\"id\":\"f1\"}"), wrong);
        assertEquals(List.of(), wrong);
        id.check("", JsonObject.parse("{\"id\":1.5,\"names\":{\"a\":1}}"), wrong);
        assertEquals(2, wrong.size());
    }

    @Test
    void aChoiceNamesItsWords() {
        List<String> wrong = new ArrayList<>();
        SchemaReader.parse("{state: Enabled|Disabled}")
                .check("", JsonObject.parse("{\"state\":\"On\"}"), wrong);
        assertEquals(
                List.of(
                        "state: Unsupported value: \"On\": supported values: \"Enabled\","
                                + " \"Disabled\""),
                wrong);
    }

    @Test
    void whatIsNotKnownIsLeftOutAndNamed() {
        List<String> unknown = new ArrayList<>();
        JsonObject object =
                JsonObject.parse(
                        "{\"kind\":\"Servers\",\"metadata\":{\"name\":\"s\"},\"more\":1,\"spec\":{\"a\":2,"
                                + "\"allocationSets\":[{\"label\":\"xfs\",\"b\":[]}]}}");
        assertEquals(
                "{\"kind\":\"Servers\",\"metadata\":{\"name\":\"s\"},\"spec\":{\"allocationSets\":"
                        + "[{\"label\":\"xfs\"}]}}",
                Schemas.pruned(SERVERS, object, unknown).toString());
        assertEquals(List.of("more", "spec.a", "spec.allocationSets[0].b"), unknown);
    }
}
