package fluxj.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.treeobj.Treeobj;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

class StartlogTest {
    private final MemoryBroker broker = new MemoryBroker();
    private final Startlog startlog =
            new Startlog(broker.tool().rpc(), broker.tool().namespace(), Startlog.KEY);

    private String event(int index) {
        var operation = broker.commits.get(index).array("ops").orElseThrow().iterator().next();
        assertEquals(
                "admin.eventlog", ((fluxj.json.JsonObject) operation).text("key").orElseThrow());
        Treeobj value =
                Treeobj.of(((fluxj.json.JsonObject) operation).object("dirent").orElseThrow());
        return new String(((Treeobj.Val) value).bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void eventsAreWrittenAsFluxWritesThem() {
        broker.get(startlog.start(1795375935.5, 1, "0.88.0"));
        broker.get(startlog.finish(1795375936, 1));
        assertEquals(
                "{\"timestamp\":1795375935.5,\"name\":\"start\",\"context\":"
                        + "{\"version\":1,\"core_version\":\"0.88.0\"}}\n",
                event(0));
        assertEquals(
                "{\"timestamp\":1795375936.0,\"name\":\"finish\",\"context\":{\"version\":1}}\n",
                event(1));
        assertEquals(4, broker.commits.getFirst().whole("flags").orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "s, false",
        "s f s, false",
        "s s, true",
        "s f s s, true",
        "s s f s, false",
        "s s f, false",
        "s s f x s, false",
        "'', false"
    })
    void aStartWithoutEndIsACrash(String events, boolean crashed) {
        StringBuilder log = new StringBuilder();
        for (String event : events.split(" ", -1)) {
            switch (event) {
                case "s" ->
                        log.append(
                                "{\"timestamp\":1.5,\"name\":\"start\",\"context\":"
                                        + "{\"version\":1}}\n");
                case "f" ->
                        log.append(
                                "{\"timestamp\":1.5,\"name\":\"finish\",\"context\":"
                                        + "{\"version\":1}}\n");
                case "x" ->
                        log.append(
                                "{\"timestamp\":1.5,\"name\":\"start\",\"context\":"
                                        + "{\"version\":9}}\n");
                default -> {}
            }
        }
        if (!log.isEmpty()) {
            broker.keys.put(
                    Startlog.KEY,
                    Treeobj.Val.of(log.toString().getBytes(StandardCharsets.UTF_8)).toJson());
        }
        assertEquals(crashed, broker.get(startlog.crashed()));
    }

    @Test
    void noLogIsNoCrash() {
        assertEquals(false, broker.get(startlog.crashed()));
        assertEquals(List.of("kvs.lookup"), broker.topics);
    }
}
