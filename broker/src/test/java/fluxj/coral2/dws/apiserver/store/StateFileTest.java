package fluxj.coral2.dws.apiserver.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;

class StateFileTest {
    private static final ApiKind MAPS = ApiKinds.find("", "configmaps").orElseThrow();
    private static final String NOT_ONE = "line 1 is no state of rabbit-sim";

    @TempDir private Path folder;

    private static ObjectStore store() {
        return new ObjectStore(() -> 1_700_000_000_000_000L, new SplittableRandom(1));
    }

    private Path file() {
        return folder.resolve("state");
    }

    private static void make(ObjectStore store, String name) {
        store.create(MAPS, "default", JsonObject.of("metadata", JsonObject.of("name", name)));
    }

    private static void change(ObjectStore store, String name, String value) {
        store.update(
                MAPS,
                new ObjectKey("default", name),
                ObjectStore.Part.MAIN,
                old -> old.with("data", JsonObject.of("x", value)));
    }

    private static List<JsonObject> maps(ObjectStore store) {
        return store.list(MAPS, Filter.of("", "", ""), 0, "").items();
    }

    private ObjectStore reopened() throws IOException {
        ObjectStore store = store();
        StateFile.open(file(), store, StateFileTest::raise).close();
        return store;
    }

    private static void raise(IOException error) {
        throw new AssertionError(error);
    }

    @Test
    void anotherStoreGoesOnWhereTheLastOneWasKilled() throws IOException {
        ObjectStore store = store();
        StateFile state = StateFile.open(file(), store, StateFileTest::raise);
        make(store, "one");
        make(store, "two");
        make(store, "three");
        change(store, "one", "1");
        store.delete(MAPS, new ObjectKey("default", "three"));
        Files.writeString(file(), "{\"group\":\"\",\"plu", StandardOpenOption.APPEND);
        ObjectStore next = reopened();
        assertEquals(maps(store), maps(next));
        assertEquals(store.version(), next.version());
        assertEquals(next.version(), reopened().version());
        assertEquals(
                410, assertThrows(ApiException.class, () -> next.watch(MAPS, 2, _ -> {})).code());
        make(next, "four");
        assertEquals(store.version() + 1, next.version());
        state.close();
    }

    @Test
    void manyChangesDoNotMakeALongFile() throws IOException {
        ObjectStore store = store();
        try (StateFile _ = StateFile.open(file(), store, StateFileTest::raise)) {
            make(store, "one");
            for (int i = 0; i < 25_000; i++) {
                change(store, "one", Integer.toString(i));
            }
            try (var lines = Files.lines(file())) {
                assertTrue(lines.count() <= 10_010);
            }
        }
        assertEquals(maps(store), maps(reopened()));
    }

    @Test
    void whatIsNoStateIsRefusedAndLeftAlone() throws IOException {
        for (String text :
                List.of(
                        "hello",
                        "hello\n",
                        "{}\n",
                        "{\"rabbit_sim_state\":2,\"version\":1}\n",
                        "{\"rabbit_sim_state\":1}\n")) {
            Files.writeString(file(), text);
            assertEquals(
                    NOT_ONE, assertThrows(IOException.class, this::reopened, text).getMessage());
            assertEquals(text, Files.readString(file()));
        }
        String header = "{\"rabbit_sim_state\":1,\"version\":9}\n";
        for (String line :
                List.of(
                        "{\"plural\":\"nothings\"}\n",
                        "{\"plural\":\"configmaps\",\"object\":{}}\n",
                        "{\"plural\":\"configmaps\"\n")) {
            Files.writeString(file(), header + line);
            assertEquals(
                    "line 2 is no state of rabbit-sim",
                    assertThrows(IOException.class, this::reopened, line).getMessage());
        }
    }
}
