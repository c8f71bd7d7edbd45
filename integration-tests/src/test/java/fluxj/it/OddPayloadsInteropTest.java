package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Payloads that are JSON only nearly, sent to a broker of flux-core and to ours: both answer the
/// same. The whole table, with what flux-core answered, is a unit test of the reader.
@Tag("interop")
class OddPayloadsInteropTest {
    private static final Path TABLE =
            Path.of("../config/src/test/resources/fluxj/json/odd-payloads.txt");

    @TempDir Path dir;

    @BeforeEach
    void needsFlux() {
        assumeFalse(FluxCore.command().isEmpty(), FluxCore.MISSING);
    }

    /// The rows of the table that are plain text, their payloads with a NUL at the end.
    private static List<byte[]> payloads() throws IOException {
        List<byte[]> payloads = new ArrayList<>();
        for (String line : Files.readAllLines(TABLE, StandardCharsets.US_ASCII)) {
            String payload = line.startsWith("#") ? "" : line.split(" \\| ", 3)[2];
            if (payload.startsWith("{") && payload.indexOf('%') < 0) {
                payloads.add((payload + "\0").getBytes(StandardCharsets.US_ASCII));
            }
        }
        String deep = "[".repeat(2048) + "]".repeat(2048);
        for (String value : List.of(deep, deep.substring(1, deep.length() - 1))) {
            payloads.add(("{\"userdata\":" + value + "}\0").getBytes(StandardCharsets.US_ASCII));
        }
        payloads.add(new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xff, '"', '}', 0});
        return payloads;
    }

    private static List<String> answers(TestBrokerProcess broker, List<byte[]> payloads) {
        List<String> answers = new ArrayList<>();
        broker.awaitRun();
        for (String module : List.of("content", "kvs")) {
            broker.command(FluxCore.command(), "module", "load", module).run();
        }
        try (FluxClient client = broker.open()) {
            for (byte[] payload : payloads) {
                answers.add(
                        new String(payload, StandardCharsets.ISO_8859_1) + answer(client, payload));
            }
        }
        broker.signal("TERM");
        broker.awaitExit();
        return answers;
    }

    private static String answer(FluxClient client, byte[] payload) {
        try {
            JsonObject body =
                    FluxClient.body(
                            client.get(
                                    client.rpc()
                                            .request(
                                                    "kvs.ping",
                                                    Message.NODEID_ANY,
                                                    Payload.ofBytes(payload),
                                                    0)));
            return body.toBuilder().remove("route").build().toString();
        } catch (FluxException e) {
            return "errno " + e.errno().number();
        }
    }

    @Test
    void bothBrokersAnswerTheSame() throws IOException {
        List<byte[]> payloads = payloads();
        try (Site theirs = Site.overIpc(dir.resolve("theirs"), 1);
                Site ours = Site.overIpc(dir.resolve("ours"), 1)) {
            List<String> expected =
                    answers(
                            theirs.start(List.of(FluxCore.command(), "broker"), theirs.conf(), 0),
                            payloads);
            assertEquals(expected, answers(ours.start(0), payloads));
        }
    }
}
