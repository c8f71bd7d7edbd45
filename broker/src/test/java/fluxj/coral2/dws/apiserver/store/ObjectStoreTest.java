package fluxj.coral2.dws.apiserver.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.coral2.dws.apiserver.store.ObjectStore.Part;
import fluxj.json.JsonObject;
import fluxj.json.JsonPath;
import fluxj.json.JsonValue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

class ObjectStoreTest {
    private static final ApiKind COMPUTES = ObjectStore.kind(ApiKinds.DWS, "computes");
    private static final Filter ALL = Filter.of("", "", "");

    private final ObjectStore store =
            new ObjectStore(() -> 1_700_000_000_000_000L, new SplittableRandom(1), 4);

    private static JsonObject named(String name) {
        return JsonObject.of("metadata", JsonObject.of("name", name));
    }

    private static ObjectKey key(String name) {
        return new ObjectKey("default", name);
    }

    private void label(String name, String label, String value) {
        store.update(
                COMPUTES,
                key(name),
                Part.MAIN,
                old ->
                        Patches.merge(
                                old,
                                JsonObject.of(
                                        "metadata",
                                        JsonObject.of("labels", JsonObject.of(label, value)))));
    }

    private static long generation(JsonObject object) {
        return Metadata.of(object).whole("generation").orElseThrow();
    }

    @Test
    void theHistoryIsBoundedAndWhatIsOlderIsGone() {
        store.create(COMPUTES, "default", named("a"));
        long first = store.version();
        for (int i = 0; i < 4; i++) {
            label("a", "n", Integer.toString(i));
        }
        List<Change> seen = new ArrayList<>();
        store.watch(COMPUTES, first, seen::add).close();
        assertEquals(4, seen.size());
        label("a", "n", "last");
        ApiException gone =
                assertThrows(ApiException.class, () -> store.watch(COMPUTES, first, seen::add));
        assertEquals(410, gone.code());
        assertThrows(
                ApiException.class, () -> store.watch(COMPUTES, store.version() + 1, seen::add));
        label("a", "n", "unseen");
        assertEquals(4, seen.size());
    }

    @Test
    void childrenAreFoundByTheirWorkflow() {
        String label = ApiKinds.DWS + "/workflow.name";
        for (String name : List.of("a", "b", "c")) {
            store.create(COMPUTES, "default", named(name));
        }
        label("a", label, "w1");
        label("c", label, "w1");
        label("b", label, "w2");
        Filter filter = Filter.of("default", label + "=w1", "");
        assertEquals(List.of("a", "c"), names(filter));
        label("c", label, "w2");
        assertEquals(List.of("a"), names(filter));
        store.delete(COMPUTES, key("a"));
        assertEquals(List.of(), names(filter));
        assertEquals(List.of("b", "c"), names(Filter.of("", label + " in (w1,w2)", "")));
    }

    private List<String> names(Filter filter) {
        return store.list(COMPUTES, filter, 0, "").items().stream()
                .map(item -> Metadata.text(item, "name"))
                .toList();
    }

    @Test
    void aPlaceInAListGoesOnBehindTheLastObject() {
        for (String name : List.of("a", "b", "c")) {
            store.create(COMPUTES, "default", named(name));
        }
        Listing first = store.list(COMPUTES, ALL, 2, "");
        assertEquals(1, first.remaining());
        store.delete(COMPUTES, key("b"));
        store.create(COMPUTES, "default", named("bb"));
        Listing rest = store.list(COMPUTES, ALL, 2, first.next());
        assertEquals(
                List.of("bb", "c"),
                rest.items().stream().map(item -> Metadata.text(item, "name")).toList());
        store.compact();
        assertThrows(ApiException.class, () -> store.list(COMPUTES, ALL, 2, first.next()));
    }

    @Test
    void theGenerationGrowsWithWhatIsWantedAlone() {
        assertEquals(1, generation(store.create(COMPUTES, "default", named("a"))));
        label("a", "x", "y");
        assertEquals(1, generation(store.get(COMPUTES, key("a"))));
        JsonObject data = JsonObject.parse("{\"data\":[{\"name\":\"host\"}]}");
        store.update(COMPUTES, key("a"), Part.MAIN, old -> Patches.merge(old, data));
        assertEquals(2, generation(store.get(COMPUTES, key("a"))));
    }

    @Test
    void whatBelongsToTheServerStaysAsItIs() {
        JsonObject made = store.create(COMPUTES, "default", named("a"));
        JsonObject forged =
                JsonPath.set(
                        JsonPath.set(made, "metadata.uid", JsonValue.of("x")),
                        "metadata.deletionTimestamp",
                        JsonValue.of("2020-01-01T00:00:00Z"));
        assertEquals(made, store.update(COMPUTES, key("a"), Part.MAIN, _ -> forged));
        assertTrue(Metadata.text(made, "uid").matches("[0-9a-f-]{36}"));
        assertEquals("2023-11-14T22:13:20Z", Metadata.text(made, "creationTimestamp"));
    }

    @Test
    void objectsMustHaveNamesAndAPlace() {
        assertEquals(
                422,
                assertThrows(
                                ApiException.class,
                                () -> store.create(COMPUTES, "default", named("No Name")))
                        .code());
        assertEquals(
                404,
                assertThrows(
                                ApiException.class,
                                () -> store.create(COMPUTES, "nowhere", named("a")))
                        .code());
        JsonObject prefix = JsonObject.of("metadata", JsonObject.of("generateName", "job-"));
        String name = Metadata.text(store.create(COMPUTES, "default", prefix), "name");
        assertTrue(name.matches("job-[a-z0-9]{5}"), name);
    }
}
