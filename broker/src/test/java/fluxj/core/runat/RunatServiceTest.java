package fluxj.core.runat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import fluxj.errors.Errno;
import fluxj.json.JsonObject;
import fluxj.rpc.Dispatcher;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

@Timeout(60)
class RunatServiceTest {
    private final Workbench bench = new Workbench(Optional.empty());
    private final List<Response> responses = new ArrayList<>();
    private final Dispatcher dispatcher =
            new Dispatcher(
                    new RunatService(bench.runat).handlers(),
                    responses::add,
                    fault -> {
                        throw fault;
                    });

    @AfterEach
    void close() {
        bench.close();
    }

    private Response push(String json) {
        dispatcher.request(
                Request.of(
                                "runat.push",
                                Payload.of(JsonObject.parse(json)),
                                Message.NODEID_ANY,
                                1,
                                0)
                        .withCred(new Credentials(1, Credentials.OWNER)));
        return responses.removeLast();
    }

    private void assertRefused(String text, String json) {
        Response response = push(json);
        assertEquals(Errno.EPROTO, response.error().errno());
        assertEquals(text, response.error().text());
        assertFalse(bench.runat.isDefined("cleanup"));
    }

    @Test
    void pushesEachCommandToTheFront() {
        String json = "{\"name\":\"cleanup\",\"commands\":[\"echo b\",\"echo a\"]}";
        assertEquals(0, push(json).errnum());
        bench.run("cleanup");
        assertEquals(
                List.of("info cleanup.0: a", "info cleanup.1: b"),
                bench.logged.stream().filter(line -> !line.contains("Exited")).toList());
    }

    @Test
    void refusesAPayloadOfAnotherShape() {
        assertEquals(Errno.EPROTO, push("{\"commands\":[\"true\"]}").error().errno());
    }

    @Test
    void refusesToPushNothing() {
        assertRefused("commands array is empty", "{\"name\":\"cleanup\",\"commands\":[]}");
        assertRefused("commands array is empty", "{\"name\":\"cleanup\",\"commands\":\"true\"}");
    }

    @Test
    void refusesAnEmptyLineAndThenPushesNoOtherEither() {
        String text = "cannot push an empty command line";
        assertRefused(text, "{\"name\":\"cleanup\",\"commands\":[\"true\",\"\"]}");
        assertRefused(text, "{\"name\":\"cleanup\",\"commands\":[1]}");
    }
}
