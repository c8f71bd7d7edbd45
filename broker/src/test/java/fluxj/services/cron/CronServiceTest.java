package fluxj.services.cron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.module.TestBroker;
import fluxj.service.ModuleSpec;
import fluxj.service.ServiceFactory;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Payload;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;

class CronServiceTest {
    private static final String FIRST = "{\"id\":1}";

    private final TestBroker broker = new TestBroker(ServiceFactory.of("cron", CronService::new));
    private final ScriptedRexec rexec = new ScriptedRexec(broker);
    private int sequence;

    @AfterEach
    void noBugs() {
        assertEquals(List.of(), broker.faults());
    }

    private void load(String... arguments) {
        broker.get(broker.modules().load(ModuleSpec.of("cron", arguments)));
    }

    private JsonObject create(String type, String args, String more) {
        return broker.ask(
                "cron.create",
                "{\"type\":\""
                        + type
                        + "\",\"name\":\"n\",\"command\":\"true\",\"args\":"
                        + args
                        + more
                        + "}");
    }

    private JsonObject entry() {
        return (JsonObject)
                broker.ask("cron.list", "{}").array("entries").orElseThrow().items().getFirst();
    }

    private JsonValue at(String... path) {
        JsonValue value = entry();
        for (String name : path) {
            value =
                    name.equals("task")
                            ? ((JsonObject) value).array("tasks").orElseThrow().items().getFirst()
                            : ((JsonObject) value).get(name).orElseThrow();
        }
        return value;
    }

    private void event(String topic) {
        broker.router()
                .fromOverlay(
                        Event.of(topic, Payload.NONE, 0)
                                .withCred(new Credentials(1000, Credentials.OWNER))
                                .withSequence(++sequence));
        broker.reactor().run();
    }

    private void advance(double seconds) {
        broker.reactor().advance(Duration.ofNanos((long) (seconds * 1e9)));
    }

    private List<String> logged() {
        return broker.logged().stream().filter(line -> line.startsWith("cron.")).toList();
    }

    @Test
    void anEntryLooksAsInFlux() {
        load();
        assertEquals(
                "{\"id\":1,\"rank\":0,\"name\":\"n\",\"command\":\"true\",\"repeat\":0,"
                        + "\"stopped\":false,\"type\":\"interval\",\"stats\":{\"ctime\":1.0,"
                        + "\"starttime\":1.0,\"lastrun\":0.0,\"count\":0,\"failcount\":0,"
                        + "\"total\":0,\"success\":0,\"failure\":0,\"deferred\":0},\"typedata\":"
                        + "{\"interval\":2.0,\"after\":0.5,\"next_wakeup\":1.5},\"tasks\":[]}",
                create("interval", "{\"interval\":2,\"after\":0.5}", "").toString());
    }

    @Test
    void anIntervalRunsTheCommandAgainAndAgain() {
        load();
        create("interval", "{\"interval\":2,\"after\":0.5}", "");
        advance(0.5);
        rexec.finish(0);
        advance(2);
        rexec.finish(0);
        assertEquals(2, rexec.commands().size());
        assertEquals(JsonValue.of(2), at("stats", "success"));
        assertEquals(
                "{\"rank\":0,\"pid\":42,\"status\":0,\"state\":\"Exited\",\"create-time\":3.5,"
                        + "\"code\":0,\"start-time\":3.5,\"running-time\":3.5,\"end-time\":3.5}",
                at("task").toString());
    }

    @Test
    void theCommandGetsItsShellDirectoryAndEnvironment() {
        load();
        create("interval", "{\"interval\":0}", ",\"cwd\":\"/tmp\",\"environ\":{\"A\":\"b\"}");
        advance(0);
        assertEquals(
                "{\"cmdline\":[\"sh\",\"-c\",\"true\"],\"env\":{\"A\":\"b\"},\"opts\":{},"
                        + "\"channels\":[],\"cwd\":\"/tmp\"}",
                rexec.commands().getFirst());
    }

    @Test
    void intervalZeroRunsOnce() {
        load();
        create("interval", "{\"interval\":0,\"after\":0.01}", "");
        advance(10);
        assertEquals(1, rexec.commands().size());
        assertEquals(JsonValue.of("Running"), at("task", "state"));
    }

    @Test
    void oneTaskAtATime() {
        load();
        create("interval", "{\"interval\":1}", "");
        advance(3);
        assertEquals(1, rexec.commands().size());
        assertTrue(
                logged().contains("cron.info: cron-1: n: task still running or scheduled"),
                logged().toString());
    }

    @Test
    void outputGoesToTheLog() {
        load();
        create("interval", "{\"interval\":1}", "");
        advance(1);
        rexec.write("stdout", "hello\nworld\n");
        rexec.write("stderr", "oops\n");
        assertEquals(
                List.of(
                        "cron.info: cron-1[n]: rank=0: command=\"true\": \"hello\"",
                        "cron.info: cron-1[n]: rank=0: command=\"true\": \"world\"",
                        "cron.err: cron-1[n]: rank=0: command=\"true\": \"oops\""),
                logged());
    }

    @Test
    void repeatStopsItAndStartBeginsAnew() {
        load();
        create("interval", "{\"interval\":1}", ",\"repeat\":1");
        advance(1);
        rexec.finish(0);
        advance(5);
        assertEquals(JsonValue.of(true), at("stopped"));
        assertEquals(1, rexec.commands().size());
        broker.ask("cron.start", "{\"id\":1}");
        advance(1);
        assertEquals(2, rexec.commands().size());
        assertEquals(JsonValue.of(1), at("stats", "count"));
        assertEquals(JsonValue.of(2), at("stats", "total"));
    }

    @Test
    void aStoppedIntervalKeepsTheTimeThatIsLeft() {
        load();
        create("interval", "{\"interval\":10}", "");
        advance(7);
        broker.ask("cron.stop", "{\"id\":1}");
        advance(100);
        assertEquals(JsonValue.of(111.0), at("typedata", "next_wakeup"));
        broker.ask("cron.start", "{\"id\":1}");
        advance(2.9);
        assertEquals(0, rexec.commands().size());
        advance(0.1);
        assertEquals(1, rexec.commands().size());
    }

    @Test
    void failuresAreCountedLoggedAndStopIt() {
        load();
        create("interval", "{\"interval\":1}", ",\"stop-on-failure\":2");
        advance(1);
        rexec.finish(1 << 8);
        advance(1);
        rexec.finish(9);
        assertEquals(
                List.of(
                        "cron.err: cron-1: \"true\": Failed: Exit 1",
                        "cron.err: cron-1: \"true\": Failed: Killed",
                        "cron.err: cron-1: exceeded failure limit of 2. stopping"),
                logged());
        assertEquals(JsonValue.of(true), at("stopped"));
        assertEquals(JsonValue.of("Failed"), at("task", "state"));
        assertEquals(JsonValue.of(137), at("task", "code"));
    }

    @Test
    void aTaskThatCannotBeRunIsAFailure() {
        load();
        rexec.refuse();
        create("interval", "{\"interval\":1}", ",\"repeat\":1,\"rank\":0");
        advance(1);
        assertEquals(List.of("cron.err: cron-1: failure running true: No route to host"), logged());
        assertEquals(JsonValue.of("Rexec Failure"), at("task", "state"));
        assertEquals(JsonValue.of(113), at("task", "rexec_errno"));
    }

    @Test
    void aTaskThatTakesTooLongIsKilled() {
        load();
        create("interval", "{\"interval\":1}", ",\"timeout\":2.5,\"repeat\":1");
        advance(3.4);
        assertEquals(List.of(), rexec.kills());
        advance(0.1);
        assertEquals(List.of("{\"pid\":42,\"signum\":15}"), rexec.kills());
        rexec.finish(15);
        assertEquals(JsonValue.of("Timeout"), at("task", "state"));
        assertEquals(JsonValue.of(2.5), at("timeout"));
    }

    @Test
    void theHistoryHasTheNewestFirst() {
        load();
        create("interval", "{\"interval\":1}", ",\"task-history-count\":2");
        for (int i = 1; i <= 3; i++) {
            advance(1);
            rexec.finish(i << 8);
        }
        List<JsonValue> tasks = entry().array("tasks").orElseThrow().items();
        assertEquals(2, tasks.size());
        assertEquals(3L, ((JsonObject) tasks.get(0)).whole("code").orElseThrow());
        assertEquals(2L, ((JsonObject) tasks.get(1)).whole("code").orElseThrow());
    }

    @Test
    void anEventRunsTheCommandEveryNthTimeAfterTheFirst() {
        load();
        create("event", "{\"topic\":\"a.b\",\"nth\":2,\"after\":3}", "");
        for (int i = 0; i < 7; i++) {
            event("a.b");
            event("a.b.c");
            if (rexec.commands().size() > 0 && i % 2 == 0) {
                rexec.finish(0);
            }
        }
        assertEquals(3, rexec.commands().size());
        assertEquals(
                "{\"topic\":\"a.b\",\"nth\":2,\"after\":3,\"counter\":7,\"min_interval\":0.0}",
                at("typedata").toString());
    }

    @Test
    void eventsThatComeTooSoonRunItLater() {
        load();
        create("event", "{\"topic\":\"t\",\"min_interval\":5}", "");
        advance(10);
        event("t");
        rexec.finish(0);
        advance(2);
        event("t");
        event("t");
        assertEquals(1, rexec.commands().size());
        assertEquals("cron.debug: cron-1: delaying 3.000s due to min interval", logged().getLast());
        advance(3);
        assertEquals(2, rexec.commands().size());
        assertEquals(JsonValue.of(3), at("typedata", "counter"));
    }

    @Test
    void eventsOfGuestsDoNotCount() {
        load();
        create("event", "{\"topic\":\"t\"}", "");
        broker.router()
                .fromOverlay(
                        Event.of("t", Payload.NONE, 0)
                                .withCred(new Credentials(5000, Credentials.USER))
                                .withSequence(++sequence));
        broker.reactor().run();
        assertEquals(0, rexec.commands().size());
    }

    @Test
    void aDateRunsTheCommandThen() {
        load();
        JsonObject made = create("datetime", "{\"second\":0,\"minute\":\"*/10\"}", "");
        assertEquals(
                JsonValue.of(600.0),
                made.object("typedata").orElseThrow().get("next_wakeup").orElseThrow());
        advance(598);
        assertEquals(0, rexec.commands().size());
        advance(2);
        assertEquals(1, rexec.commands().size());
        assertEquals(JsonValue.of(1200.0), at("typedata", "next_wakeup"));
        assertEquals(JsonValue.of("0,10,20,30,40,50"), at("typedata", "minute"));
    }

    @Test
    void aDateWithNoNextTimeStopsIt() {
        load();
        create("datetime", "{\"year\":1}", "");
        assertEquals(JsonValue.of(true), at("stopped"));
        assertEquals(
                List.of(
                        "cron.err: cron-1: Unable to get next wakeup. Stopping.: "
                                + "Value too large for defined data type"),
                logged());
    }

    @Test
    void theLastTimeOfADateIsRunAndIsNoError() {
        load();
        LocalDateTime then =
                LocalDateTime.ofInstant(Instant.ofEpochSecond(10), ZoneId.systemDefault());
        JsonObject date =
                JsonObject.builder()
                        .put("second", then.getSecond())
                        .put("minute", then.getMinute())
                        .put("hour", then.getHour())
                        .put("mday", then.getDayOfMonth())
                        .put("month", then.getMonthValue() - 1)
                        .put("year", then.getYear() - 1900)
                        .build();
        create("datetime", date.toString(), ",\"repeat\":1");
        advance(10);
        assertEquals(1, rexec.commands().size());
        assertEquals(JsonValue.of(true), at("stopped"));
        assertEquals(List.of(), logged());
    }

    @Test
    void tasksWaitForTheSyncEvent() {
        load("sync=s", "sync_epsilon=0.5s");
        create("event", "{\"topic\":\"t\"}", "");
        advance(10);
        event("t");
        assertEquals(JsonValue.of("Deferred"), at("task", "state"));
        assertEquals(JsonValue.of(1), at("stats", "deferred"));
        event("s");
        assertEquals(1, rexec.commands().size());
        rexec.finish(0);
        advance(0.4);
        event("t");
        assertEquals(2, rexec.commands().size());
    }

    @Test
    void syncIsReadAndChanged() {
        load();
        assertEquals("{\"sync_disabled\":true}", broker.ask("cron.sync", "{}").toString());
        assertEquals(
                "{\"sync_event\":\"s\",\"sync_epsilon\":0.015}",
                broker.ask("cron.sync", "{\"topic\":\"s\"}").toString());
        create("event", "{\"topic\":\"t\"}", "");
        advance(10);
        event("t");
        assertEquals(0, rexec.commands().size());
        assertEquals(
                "{\"sync_event\":\"s\",\"sync_epsilon\":42.0}",
                broker.ask("cron.sync", "{\"sync_epsilon\":42}").toString());
        assertEquals(
                "{\"sync_disabled\":true}",
                broker.ask("cron.sync", "{\"disable\":true}").toString());
        assertEquals(1, rexec.commands().size());
    }

    @Test
    void anEntryIsDeletedWhenItsTaskHasEnded() {
        load();
        create("interval", "{\"interval\":1}", "");
        advance(1);
        assertEquals(
                "Running",
                ((JsonObject)
                                broker.ask("cron.delete", FIRST)
                                        .array("tasks")
                                        .orElseThrow()
                                        .items()
                                        .getFirst())
                        .text("state")
                        .orElseThrow());
        assertEquals(List.of(), rexec.kills());
        broker.ask("cron.delete", "{\"id\":1,\"kill\":true}");
        assertEquals(1, rexec.kills().size());
        rexec.finish(15);
        advance(5);
        assertEquals("{\"entries\":[]}", broker.ask("cron.list", "{}").toString());
        assertEquals(1, rexec.commands().size());
    }

    @Test
    void stoppingTwiceStartingTwiceAndUnknownEntriesAreErrors() {
        load();
        create("interval", "{\"interval\":1}", "");
        assertEquals(22, errno("cron.start", "{\"id\":1}"));
        broker.ask("cron.stop", "{\"id\":1}");
        assertEquals(22, errno("cron.stop", "{\"id\":1}"));
        for (String topic : List.of("cron.stop", "cron.start", "cron.delete")) {
            assertEquals(2, errno(topic, "{\"id\":7}"));
            assertEquals(71, errno(topic, "{\"id\":\"x\"}"));
        }
    }

    private int errno(String topic, String body) {
        return assertThrows(FluxException.class, () -> broker.ask(topic, body)).errno().number();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cron.create", "cron.delete", "cron.stop", "cron.start", "cron.sync"})
    void anEmptyPayloadIsAProtocolError(String topic) {
        load();
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () -> broker.exchange(topic, Payload.NONE, Credentials.NONE));
        assertEquals(71, error.errno().number());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bogus|{}||38",
                "interval|{}||71",
                "interval|7||71",
                "interval|{'interval':-1}||22",
                "interval|{'interval':1e300}||22",
                "interval|{'interval':'x'}||71",
                "event|{}||71",
                "event|{'topic':'t','min_interval':-1}||22",
                "datetime|{'minute':99}||34",
                "datetime|7||71",
                "interval|{'interval':1}|,'timeout':'x'|71",
                "interval|{'interval':1}|,'environ':{'A':1}|71",
                "interval|{'interval':1}|,'environ':7|71",
            })
    void whatMakesNoSenseIsRefused(String type, String args, String more, int errno) {
        load();
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () ->
                                create(
                                        type,
                                        args.replace('\'', '"'),
                                        more == null ? "" : more.replace('\'', '"')));
        assertEquals(errno, error.errno().number());
        assertEquals("{\"entries\":[]}", broker.ask("cron.list", "{}").toString());
    }

    @Test
    void anUnknownArgumentIsRefused() {
        FluxException error = assertThrows(FluxException.class, () -> load("badopt"));
        assertEquals("Unknown option `badopt'", error.text());
    }

    @Test
    void guestsMayNothing() {
        load();
        FluxException error =
                assertThrows(
                        FluxException.class,
                        () ->
                                broker.exchange(
                                        "cron.list",
                                        Payload.NONE,
                                        new Credentials(5000, Credentials.USER)));
        assertEquals(1, error.errno().number());
    }
}
