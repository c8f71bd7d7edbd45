package fluxj.services.rexec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.platform.WallClock;
import fluxj.platform.os.ReactorThread;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Dispatcher;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.rpc.SlowReader;
import fluxj.service.Attributes;
import fluxj.service.Log;
import fluxj.service.ServiceContext;
import fluxj.subprocess.ServerEnvironment;
import fluxj.subprocess.SubprocessServer;
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
import java.util.Map;
import java.util.function.Predicate;

@Timeout(60)
class RexecServiceTest {
    private static final Credentials OWNER =
            new Credentials(1000, Credentials.OWNER | Credentials.LOCAL);
    private static final Credentials FAR_OWNER = new Credentials(1000, Credentials.OWNER);

    private record Awaited(Predicate<Response> wanted, Deferred<Response> found) {}

    private final ReactorThread thread = new ReactorThread();
    private final List<Response> responses = new ArrayList<>();
    private final List<String> logged = new ArrayList<>();
    private final List<Awaited> awaited = new ArrayList<>();
    private JsonObject config = JsonObject.EMPTY;
    private long payloadsSoFar;
    private long backlog;
    private final SubprocessServer server =
            new SubprocessServer(
                    thread.reactor(),
                    thread.spawner(),
                    new ServerEnvironment(0, "local:///x", Map.of("PATH", "/usr/bin:/bin")),
                    (_, line) -> logged.add(line),
                    (_, _) -> {
                        throw new FluxException(Errno.ENOENT);
                    });
    private final RexecService service = new RexecService(new Context(), server);
    private final Dispatcher dispatcher =
            new Dispatcher(
                    service.handlers(),
                    this::responded,
                    _ -> backlog,
                    fault -> {
                        throw fault;
                    });

    /// What rexec sees of a broker of rank 0.
    private final class Context implements ServiceContext {
        @Override
        public String name() {
            return "rexec";
        }

        @Override
        public String uuid() {
            return "rexec-uuid";
        }

        @Override
        public List<String> arguments() {
            return List.of();
        }

        @Override
        public int rank() {
            return 0;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public Reactor reactor() {
            return thread.reactor();
        }

        @Override
        public WallClock wallClock() {
            return () -> 0;
        }

        @Override
        public Log log() {
            return (severity, text) -> logged.add(severity.word() + " " + text);
        }

        @Override
        public Attributes attributes() {
            throw new IllegalStateException("rexec needs no attributes");
        }

        @Override
        public JsonObject config() {
            return config;
        }

        @Override
        public RpcClient rpc() {
            throw new IllegalStateException("rexec makes no calls");
        }

        @Override
        public Promise<Empty> publish(String topic, Payload payload, int flags) {
            throw new IllegalStateException("rexec publishes nothing");
        }

        @Override
        public void subscribe(String topicPrefix) {
            throw new IllegalStateException("rexec subscribes to nothing");
        }

        @Override
        public void unsubscribe(String topicPrefix) {
            throw new IllegalStateException("rexec subscribes to nothing");
        }

        @Override
        public Promise<Empty> addService(String name) {
            throw new IllegalStateException("rexec has one name");
        }

        @Override
        public void emit(Message message) {
            throw new IllegalStateException("rexec carries nobody's messages");
        }
    }

    @AfterEach
    void stopService() {
        thread.await(service::stop);
        thread.close();
    }

    private void responded(Response response) {
        responses.add(response);
        payloadsSoFar += response.payload().length();
        for (Awaited one : List.copyOf(awaited)) {
            if (one.wanted().test(response)) {
                one.found().complete(response);
            }
        }
    }

    private Request request(String topic, String body, int tag, int flags, Credentials cred) {
        return Request.of(topic, Payload.of(JsonObject.parse(body)), 0, tag, flags)
                .withCred(cred)
                .pushRoute("client");
    }

    private void send(Request request) {
        thread.run(() -> dispatcher.request(request));
    }

    private void send(String topic, String body, int tag, int flags) {
        send(request(topic, body, tag, flags, OWNER));
    }

    /// Waits for a response, past or to come.
    private Response response(Predicate<Response> wanted) {
        return thread.await(
                () -> {
                    for (Response one : responses) {
                        if (wanted.test(one)) {
                            return Promise.of(one);
                        }
                    }
                    Deferred<Response> found = new Deferred<>();
                    awaited.add(new Awaited(wanted, found));
                    return found;
                });
    }

    private Response answer(int tag) {
        return response(one -> one.matchtag() == tag);
    }

    private Response end(int tag) {
        return response(one -> one.matchtag() == tag && one.errnum() != 0);
    }

    private String texts(int tag) {
        return thread.call(
                () -> {
                    StringBuilder all = new StringBuilder();
                    for (Response one : responses) {
                        if (one.matchtag() == tag) {
                            all.append(one.payload().toString().replaceAll("\"pid\":\\d+", "PID"))
                                    .append('\n');
                        }
                    }
                    return all.toString();
                });
    }

    private static String exec(String cmdline, int flags) {
        return "{\"cmd\":{\"cmdline\":"
                + cmdline
                + ",\"env\":{},\"opts\":{},\"channels\":[]},\"flags\":"
                + flags
                + "}";
    }

    private int pidOf(int tag) {
        return answer(tag).payload().json().whole("pid").orElseThrow().intValue();
    }

    @Test
    void streamsStartOutputEndAndNoMoreData() {
        send("rexec.exec", exec("[\"echo\",\"hi\"]", 1), 7, Message.STREAMING);
        Response end = end(7);
        assertEquals(Errno.ENODATA.number(), end.errnum());
        assertTrue(end.has(Message.STREAMING));
        String all = texts(7);
        assertTrue(all.startsWith("{\"type\":\"started\",PID}\n"), all);
        String output = "{\"type\":\"output\",PID,\"io\":{\"stream\":\"stdout\",\"rank\":\"0\",";
        assertTrue(all.contains(output + "\"data\":\"hi\\n\"}}\n"), all);
        assertTrue(all.contains(output + "\"eof\":true}}\n"), all);
        assertTrue(all.contains("{\"type\":\"finished\",\"status\":0}\n"), all);
    }

    @Test
    void takesInputFromTheSenderAloneAndGivesCredit() {
        send("rexec.exec", exec("[\"cat\"]", 1 | 8), 3, Message.STREAMING);
        String write =
                "{\"matchtag\":3,\"io\":{\"stream\":\"stdin\",\"rank\":\"0\","
                        + "\"data\":\"SGk=\",\"encoding\":\"base64\",\"eof\":true}}";
        Request stranger =
                Request.of(
                                "rexec.write",
                                Payload.of(JsonObject.parse(write)),
                                0,
                                0,
                                Message.NORESPONSE)
                        .withCred(OWNER)
                        .pushRoute("stranger");
        send(stranger);
        send("rexec.write", write, 0, Message.NORESPONSE);
        assertEquals(Errno.ENODATA.number(), end(3).errnum());
        String all = texts(3);
        assertTrue(
                all.contains("{\"type\":\"add-credit\",\"channels\":{\"stdin\":4194304}}\n"), all);
        assertTrue(all.contains("{\"type\":\"add-credit\",\"channels\":{\"stdin\":2}}\n"), all);
        assertEquals(1, all.split("\"data\":\"Hi\"", -1).length - 1, all);
    }

    @Test
    void holdsBackWhileMuchWaitsForItsClient() {
        backlog = SlowReader.LIMIT;
        send("rexec.exec", exec("[\"sh\",\"-c\",\"seq 10000\"]", 3), 7, Message.STREAMING);
        // The status needs no reading.
        response(one -> one.payload().toString().contains("\"finished\""));
        assertFalse(texts(7).contains("\"output\""), texts(7));
        thread.run(() -> backlog = 0);
        assertEquals(Errno.ENODATA.number(), end(7).errnum());
        assertEquals(10_000, texts(7).split("\"data\":", -1).length - 1);
    }

    private static String credit(int tag, int bytes) {
        return "{\"matchtag\":" + tag + ",\"bytes\":" + bytes + "}";
    }

    private long payloadBytes(int tag) {
        return thread.call(
                () -> {
                    long sum = 0;
                    for (Response one : responses) {
                        sum += one.matchtag() == tag ? one.payload().length() : 0;
                    }
                    return sum;
                });
    }

    @Test
    void sendsNoMoreThanAClientGrants() {
        int window = 20_000;
        thread.run(
                () -> {
                    dispatcher.request(
                            request(
                                    "rexec.exec",
                                    exec("[\"sh\",\"-c\",\"seq 20000; exit 3\"]", 3),
                                    7,
                                    Message.STREAMING,
                                    OWNER));
                    dispatcher.request(
                            request(
                                    "rexec.credit",
                                    credit(7, window),
                                    0,
                                    Message.NORESPONSE,
                                    OWNER));
                });
        long largest = 0;
        for (int granted = window; largest < 200 * window; granted += window) {
            int limit = granted;
            response(one -> one.errnum() != 0 || payloadsSoFar >= limit);
            long sent = payloadBytes(7);
            if (thread.call(() -> responses.getLast().errnum() != 0)) {
                break;
            }
            assertTrue(sent < granted + 200, sent + " of " + granted);
            largest = sent;
            send("rexec.credit", credit(7, window), 0, Message.NORESPONSE);
        }
        assertEquals(Errno.ENODATA.number(), end(7).errnum());
        String all = texts(7);
        assertTrue(largest > 10 * window, "ended after " + largest);
        assertEquals(20_000, all.split("\"data\":", -1).length - 1);
        assertTrue(all.contains("\"data\":\"20000\\n\"}}\n"), "the last line");
        assertTrue(all.contains("{\"type\":\"finished\",\"status\":768}\n"), "the status");
    }

    @Test
    void creditOfAnotherSenderOrForAnotherStreamIsNobodys() {
        send("rexec.exec", exec("[\"cat\"]", 1), 3, Message.STREAMING);
        send(
                Request.of(
                                "rexec.credit",
                                Payload.of(JsonObject.parse(credit(3, 0))),
                                0,
                                0,
                                Message.NORESPONSE)
                        .withCred(OWNER)
                        .pushRoute("stranger"));
        send("rexec.credit", credit(4, 0), 0, Message.NORESPONSE);
        send(
                "rexec.write",
                "{\"matchtag\":3,\"io\":{\"stream\":\"stdin\",\"rank\":\"0\","
                        + "\"data\":\"hi\",\"eof\":true}}",
                0,
                Message.NORESPONSE);
        assertEquals(Errno.ENODATA.number(), end(3).errnum());
        assertTrue(texts(3).contains("\"data\":\"hi\""), texts(3));
        send("rexec.credit", credit(3, -1), 0, Message.NORESPONSE);
        assertEquals(
                List.of("err Error decoding rexec.credit request: credit is negative"),
                thread.call(() -> List.copyOf(logged)));
    }

    @Test
    void answersStartFailureWithOneError() {
        send("rexec.exec", exec("[\"/no/such\"]", 3), 1, Message.STREAMING);
        assertEquals(Errno.ENOENT.number(), end(1).errnum());
        assertEquals("error launching process: No such file or directory\n", texts(1));
        send("rexec.exec", "{\"cmd\":7,\"flags\":0}", 2, Message.STREAMING);
        assertEquals(Errno.EPROTO.number(), end(2).errnum());
        assertEquals("error parsing command string\n", texts(2));
        send("rexec.exec", "{\"flags\":0}", 3, Message.STREAMING);
        assertEquals("invalid request payload: Object item not found: cmd\n", texts(3));
        send("rexec.exec", exec("[]", 3), 4, 0);
        assertEquals("command string is empty\n", texts(4));
    }

    @Test
    void refusesSignaturesAndStrangers() {
        send("rexec.exec", "{\"signature\":\"abc\"}", 1, Message.STREAMING);
        assertEquals(Errno.EPERM.number(), end(1).errnum());
        assertEquals("flux-security support not available\n", texts(1));
        send(
                request(
                        "rexec.list",
                        "{}",
                        2,
                        0,
                        new Credentials(7, Credentials.USER | Credentials.LOCAL)));
        assertEquals(Errno.EPERM.number(), end(2).errnum());
    }

    @Test
    void refusesRemoteOwnersOnRankZeroWhenGuestsMayRun() {
        send(request("rexec.list", "{}", 1, 0, FAR_OWNER));
        assertEquals(0, answer(1).errnum());
        config = JsonObject.parse("{\"access\":{\"allow-guest-user\":true}}");
        send(request("rexec.list", "{}", 2, 0, FAR_OWNER));
        assertEquals(Errno.EPERM.number(), end(2).errnum());
        assertEquals("Remote rexec requests are not allowed on rank 0\n", texts(2));
        send("rexec.list", "{}", 3, 0);
        assertEquals(0, answer(3).errnum());
    }

    @Test
    void listsAndKills() {
        send("rexec.exec", exec("[\"sleep\",\"1000\"]", 3), 1, Message.STREAMING);
        int pid = pidOf(1);
        send("rexec.list", "{}", 2, 0);
        assertEquals(
                "{\"rank\":0,\"procs\":[{\"pid\":"
                        + pid
                        + ",\"cmd\":\"sleep\",\"label\":\"\",\"state\":\"R\"}]}",
                answer(2).payload().toString());
        send("rexec.kill", "{\"pid\":" + pid + ",\"signum\":0}", 3, 0);
        assertEquals("Invalid argument\n", texts(3));
        send("rexec.kill", "{\"pid\":" + pid + ",\"signum\":15}", 4, 0);
        assertEquals(Payload.NONE, answer(4).payload());
        end(1);
        assertTrue(texts(1).contains("{\"type\":\"finished\",\"status\":15}"));
        send("rexec.kill", "{\"pid\":" + pid + ",\"signum\":15}", 5, 0);
        assertEquals(Errno.ESRCH.number(), end(5).errnum());
        assertEquals("pid " + pid + " does not belong to any subprocess\n", texts(5));
        send("rexec.kill", "{\"pid\":0,\"signum\":15,\"label\":\"x\"}", 6, 0);
        assertEquals("label x does not belong to any subprocess\n", texts(6));
    }

    @Test
    void disconnectKillsWhatRanInTheForeground() {
        send("rexec.exec", exec("[\"sleep\",\"1000\"]", 3), 1, Message.STREAMING);
        int pid = pidOf(1);
        assertTrue(ProcessHandle.of(pid).isPresent());
        send("rexec.disconnect", "{}", 0, Message.NORESPONSE);
        thread.await(this::untilNothingRuns);
        assertTrue(ProcessHandle.of(pid).isEmpty());
        assertEquals("{\"type\":\"started\",PID}\n", texts(1));
    }

    private Promise<Boolean> untilNothingRuns() {
        Deferred<Boolean> done = new Deferred<>();
        lookAgain(done);
        return done;
    }

    private void lookAgain(Deferred<Boolean> done) {
        if (server.list().isEmpty()) {
            done.complete(true);
        } else {
            thread.reactor().after(java.time.Duration.ofMillis(5), () -> lookAgain(done));
        }
    }

    @Test
    void backgroundIsAnsweredOnceAndCanBeWaitedFor() {
        send("rexec.exec", exec("[\"sh\",\"-c\",\"echo bye; exit 3\"]", 16), 1, 0);
        int pid = pidOf(1);
        send("rexec.wait", "{\"pid\":" + pid + "}", 2, 0);
        assertEquals(
                "{\"status\":768,\"output\":[{\"stream\":\"stdout\",\"rank\":\"0\","
                        + "\"data\":\"bye\\n\"}]}",
                answer(2).payload().toString());
        assertEquals("{\"type\":\"started\",PID}\n", texts(1));
        send("rexec.wait", "{\"pid\":" + pid + "}", 3, 0);
        assertEquals(Errno.ESRCH.number(), end(3).errnum());
    }

    @Test
    void disconnectDropsWaitersAndDetaches() {
        send("rexec.exec", exec("[\"sleep\",\"1000\"]", 16), 1, 0);
        int pid = pidOf(1);
        send("rexec.wait", "{\"pid\":" + pid + "}", 2, 0);
        send("rexec.disconnect", "{}", 0, Message.NORESPONSE);
        send("rexec.attach", "{\"pid\":" + pid + ",\"flags\":3}", 3, Message.STREAMING);
        assertEquals("attached", answer(3).payload().json().text("type").orElseThrow());
        send("rexec.disconnect", "{}", 0, Message.NORESPONSE);
        send("rexec.attach", "{\"pid\":" + pid + ",\"flags\":3}", 4, Message.STREAMING);
        send("rexec.kill", "{\"pid\":" + pid + ",\"signum\":9}", 5, 0);
        end(4);
        assertTrue(texts(4).contains("{\"type\":\"finished\",\"status\":9}"), texts(4));
        assertEquals("", texts(2));
    }

    @Test
    void attachNeedsAStreamAndAProcess() {
        send("rexec.attach", "{\"pid\":1,\"flags\":3}", 1, 0);
        assertEquals("attach request is missing STREAMING flag\n", texts(1));
        send("rexec.attach", "{\"pid\":1,\"flags\":3}", 2, Message.STREAMING);
        assertEquals(Errno.ENOENT.number(), end(2).errnum());
    }

    @Test
    void badWritesGoToTheLogAlone() {
        send("rexec.write", "{\"matchtag\":1}", 0, Message.NORESPONSE);
        assertEquals(
                List.of(
                        "err Error decoding rexec.write request:"
                                + " invalid request payload: Object item not found: io"),
                thread.call(() -> List.copyOf(logged)));
        assertEquals(List.of(), thread.call(() -> List.copyOf(responses)));
    }
}
