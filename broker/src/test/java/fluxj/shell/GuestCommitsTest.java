package fluxj.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.client.ClientReactor;
import fluxj.errors.Errno;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.services.kvs.KvsProtocol;
import fluxj.wire.Payload;
import fluxj.wire.Request;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

class GuestCommitsTest {
    private static final Duration LATER = Duration.ofHours(1);

    private final ClientReactor reactor = new ClientReactor();
    private final List<Request> sent = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final RpcClient rpc = new RpcClient(sent::add, () -> 0);
    private final GuestCommits commits =
            new GuestCommits(rpc, reactor, "job-1", error -> errors.add(error.getMessage()));

    @AfterEach
    void close() {
        reactor.close();
    }

    private void append(String key, String text) {
        commits.append(key, text.getBytes(StandardCharsets.UTF_8), LATER);
    }

    private static String appended(Request request) {
        StringBuilder text = new StringBuilder();
        for (JsonValue op : request.payload().as(KvsProtocol.Commit.class).ops()) {
            if (op instanceof JsonObject object) {
                String data = object.object("dirent").orElseThrow().text("data").orElseThrow();
                text.append(object.text("key").orElseThrow())
                        .append('=')
                        .append(
                                new String(
                                        Base64.getDecoder().decode(data), StandardCharsets.UTF_8))
                        .append(' ');
            }
        }
        return text.toString();
    }

    private void answer(int number) {
        rpc.response(sent.get(number).respond(Payload.of(new KvsProtocol.Root("sha1-0", number))));
    }

    @Test
    void whatIsAppendedTogetherIsCommittedTogether() {
        append("a", "1");
        append("b", "2");
        append("a", "3");
        assertEquals(List.of(), sent);
        Promise<Empty> flushed = commits.flush();
        assertEquals("a=13 b=2 ", appended(sent.getFirst()));
        assertFalse(flushed.isDone());
        answer(0);
        assertTrue(flushed.isDone());
    }

    @Test
    void oneCommitWaitsForTheOther() {
        append("a", "1");
        commits.flush();
        append("a", "2");
        Promise<Empty> second = commits.flush();
        assertEquals(1, sent.size());
        answer(0);
        assertEquals("a=2 ", appended(sent.get(1)));
        assertFalse(second.isDone());
        answer(1);
        assertTrue(second.isDone());
    }

    @Test
    void withoutAFlushTheDelayCounts() {
        commits.append("a", new byte[] {'1'}, Duration.ofMillis(1));
        reactor.runUntil(() -> !sent.isEmpty());
        assertEquals("a=1 ", appended(sent.getFirst()));
    }

    @Test
    void muchIsCommittedAtOnceAndTooMuchIsTold() {
        boolean[] caughtUp = new boolean[1];
        commits.onCaughtUp(() -> caughtUp[0] = true);
        byte[] large = new byte[2 << 20];
        commits.append("a", large, LATER);
        assertEquals(1, sent.size());
        assertFalse(commits.isBehind());
        commits.append("a", large, LATER);
        commits.append("a", large, LATER);
        assertTrue(commits.isBehind());
        answer(0);
        assertFalse(commits.isBehind());
        assertTrue(caughtUp[0]);
        assertEquals(2, sent.size());
    }

    @Test
    void busyIsToldFromTheFirstAppendToTheLastCommit() {
        List<Boolean> busy = new ArrayList<>();
        commits.onBusy(busy::add);
        append("a", "1");
        append("a", "2");
        commits.flush();
        answer(0);
        assertEquals(List.of(true, false), busy);
    }

    @Test
    void aCommitThatFailsIsReportedAndOthersFollow() {
        append("a", "1");
        Promise<Empty> flushed = commits.flush();
        rpc.response(sent.getFirst().respondError(Errno.ENOSPC, "no room"));
        assertEquals(List.of("no room"), errors);
        assertTrue(flushed.isDone());
        append("a", "2");
        commits.flush();
        assertEquals("a=2 ", appended(sent.get(1)));
    }
}
