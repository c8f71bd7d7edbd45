package fluxj.core.shutdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.platform.WallClock;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Dispatcher;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.service.Attributes;
import fluxj.service.Log;
import fluxj.service.ServiceContext;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The service between a client, the log and the state machine, which the test plays.
class ShutdownServiceTest {
    private static final int GOODBYE = 9;

    private final List<Request> calls = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private final RpcClient rpc = new RpcClient(calls::add, () -> 0);
    private int rank;
    private Optional<FluxException> refusal = Optional.empty();
    private int initiated;
    private final ShutdownService service =
            new ShutdownService(
                    new Context(),
                    () -> {
                        refusal.ifPresent(
                                error -> {
                                    throw error;
                                });
                        initiated++;
                    });
    private final Dispatcher dispatcher =
            new Dispatcher(
                    service.handlers(),
                    this::answered,
                    fault -> {
                        throw fault;
                    });

    private void answered(Response response) {
        String what =
                response.errnum() == 0
                        ? response.payload().isPresent() ? response.payload().text() : "ok"
                        : response.error().errno() + " " + response.error().text();
        answers.add(response.matchtag() + " " + what);
    }

    private final class Context implements ServiceContext {
        @Override
        public String name() {
            return "shutdown";
        }

        @Override
        public String uuid() {
            return "broker-uuid";
        }

        @Override
        public List<String> arguments() {
            return List.of();
        }

        @Override
        public int rank() {
            return rank;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public Reactor reactor() {
            throw new IllegalStateException("shutdown needs no reactor");
        }

        @Override
        public WallClock wallClock() {
            return () -> 0;
        }

        @Override
        public Log log() {
            return (severity, text) -> answers.add("log " + severity.word() + " " + text);
        }

        @Override
        public Attributes attributes() {
            throw new IllegalStateException("shutdown needs no attributes");
        }

        @Override
        public JsonObject config() {
            return JsonObject.EMPTY;
        }

        @Override
        public RpcClient rpc() {
            return rpc;
        }

        @Override
        public Promise<Empty> publish(String topic, Payload payload, int flags) {
            throw new IllegalStateException("shutdown publishes nothing");
        }

        @Override
        public void subscribe(String topicPrefix) {
            throw new IllegalStateException("shutdown subscribes to nothing");
        }

        @Override
        public void unsubscribe(String topicPrefix) {
            throw new IllegalStateException("shutdown subscribes to nothing");
        }

        @Override
        public Promise<Empty> addService(String name) {
            throw new IllegalStateException("shutdown has one name");
        }

        @Override
        public void emit(Message message) {
            answered((Response) message);
        }
    }

    private void send(String topic, String client, int tag, int flags, Payload payload) {
        dispatcher.request(
                Request.of(topic, payload, Message.NODEID_ANY, tag, flags)
                        .withCred(new Credentials(1, Credentials.OWNER))
                        .pushRoute(client));
    }

    private void startStreaming(String client, int tag, String body) {
        send("shutdown.start", client, tag, Message.STREAMING, Payload.of(JsonObject.parse(body)));
    }

    private void disconnect(String client) {
        send("shutdown.disconnect", client, 0, Message.NORESPONSE, Payload.NONE);
    }

    /// The open call of that topic.
    private Request call(String topic) {
        for (Request one : calls) {
            if (one.topic().equals(topic)) {
                return one;
            }
        }
        throw new AssertionError("no call of " + topic + " in " + topics());
    }

    private List<String> topics() {
        return calls.stream().map(Request::topic).toList();
    }

    private void machineEnters(int state) {
        Request monitor = call("state-machine.monitor");
        rpc.response(monitor.respond(Payload.of(JsonObject.of("state", state))));
        if (state == GOODBYE) {
            rpc.response(monitor.respondError(Errno.ENODATA, ""));
        }
    }

    private void logs(String record) {
        rpc.response(call("log.dmesg").respond(Payload.ofText(record)));
    }

    private void logEnds() {
        rpc.response(call("log.dmesg").respondError(Errno.ENODATA, ""));
    }

    @Test
    void postsGoodbyeAtOnceWhenNobodyAskedForTheEnd() {
        service.start();
        machineEnters(6);
        assertEquals(List.of("state-machine.monitor"), topics());
        machineEnters(GOODBYE);
        assertEquals("state-machine.post", calls.getLast().topic());
        assertTrue(calls.getLast().noResponse());
        assertEquals("goodbye", calls.getLast().payload().json().text("event").orElse(""));
    }

    @Test
    void leavesGoodbyeToTheOverlayOnOtherRanks() {
        rank = 1;
        service.start();
        assertEquals(List.of(), topics());
    }

    @Test
    void answersAtOnceWhoDoesNotStream() {
        service.start();
        send("shutdown.start", "a", 1, 0, Payload.of(JsonObject.EMPTY));
        assertEquals(List.of("1 ok"), answers);
        assertEquals(1, initiated);
        machineEnters(GOODBYE);
        assertEquals("state-machine.post", calls.getLast().topic());
    }

    @Test
    void passesOnWhyTheInstanceCannotEnd() {
        refusal =
                Optional.of(
                        new FluxException(
                                Errno.EINVAL, "shutdown cannot be initiated in state cleanup"));
        startStreaming("a", 1, "{}");
        assertEquals(List.of("1 EINVAL shutdown cannot be initiated in state cleanup"), answers);
        assertEquals(List.of(), topics());
    }

    @Test
    void showsTheLogUpToTheLevelAskedFor() {
        startStreaming("a", 1, "{\"loglevel\":6}");
        logs("<48>1 2026-11-22T10:00:49.855664Z 2 broker 15342 - - rc1.0: hi");
        logs("<56>1 2026-11-22T10:00:49.855664Z 2 broker 15342 - - too much");
        logs("no record");
        assertEquals(List.of("1 {\"log\":\"broker.info[2]: rc1.0: hi\\n\"}"), answers);
    }

    @Test
    void showsOnlyErrorsWhenNoLevelIsGiven() {
        startStreaming("a", 1, "{}");
        logs("<32>1 2026-11-22T10:00:49.855664Z 0 kvs 15342 - - warning");
        logs("<24>1 2026-11-22T10:00:49.855664Z 0 kvs 15342 - - error");
        assertEquals(List.of("1 {\"log\":\"kvs.err[0]: error\\n\"}"), answers);
    }

    @Test
    void waitsForTheLogAndThenForTheClientBeforeGoodbye() {
        service.start();
        startStreaming("a", 1, "{}");
        machineEnters(GOODBYE);
        assertEquals("log.cancel", calls.getLast().topic());
        assertEquals(List.of(), answers);
        logEnds();
        assertEquals(List.of("1 ENODATA "), answers);
        assertEquals("log.cancel", calls.getLast().topic());
        disconnect("b");
        assertEquals("log.cancel", calls.getLast().topic());
        disconnect("a");
        assertEquals("state-machine.post", calls.getLast().topic());
    }

    @Test
    void goesOnWithoutAClientThatLeftEarly() {
        service.start();
        startStreaming("a", 1, "{}");
        disconnect("a");
        logs("<24>1 2026-11-22T10:00:49.855664Z 0 kvs 15342 - - error");
        machineEnters(GOODBYE);
        logEnds();
        assertEquals(List.of(), answers);
        assertEquals("state-machine.post", calls.getLast().topic());
    }

    @Test
    void servesOneClientAtATime() {
        startStreaming("a", 1, "{}");
        startStreaming("b", 2, "{}");
        assertEquals(List.of("2 EINVAL shutdown is already in progress"), answers);
        assertEquals(1, initiated);
    }

    @Test
    void followsTheLogOnceForClientsOneAfterTheOther() {
        startStreaming("a", 1, "{}");
        disconnect("a");
        startStreaming("b", 2, "{\"loglevel\":4}");
        logs("<32>1 2026-11-22T10:00:49.855664Z 0 kvs 15342 - - warning");
        assertEquals(List.of("log.dmesg"), topics());
        assertEquals(List.of("2 {\"log\":\"kvs.warning[0]: warning\\n\"}"), answers);
    }
}
