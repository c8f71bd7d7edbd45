package fluxj.core.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.module.TestBroker;
import fluxj.rpc.SlowReader;
import fluxj.service.Log;
import fluxj.service.LogRecord;
import fluxj.service.Severity;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Where records go (spec broker 5.5).
class BrokerLogTest implements LogOutput {
    private static final String FROM_RANK_3 =
            "<24>1 2026-11-22T10:00:49.855664Z 3 kvs 15342 - - broken";

    private final TestBroker broker = new TestBroker();
    private final List<String> stderr = new ArrayList<>();
    private final List<String> file = new ArrayList<>();
    private final List<String> syslog = new ArrayList<>();
    private final List<String> forwarded = new ArrayList<>();
    private final BrokerLog log =
            new BrokerLog(() -> 1_795_341_649_855_664L, 4711, broker.attributes(), this);
    private final Log own = log.of("broker");
    private int matchtag = 100;

    @Override
    public void stderr(String line) {
        stderr.add(line);
    }

    @Override
    public void file(String line) {
        file.add(line);
    }

    @Override
    public void syslog(Severity severity, String line) {
        syslog.add(severity.word() + " " + line);
    }

    private void join(int rank) {
        log.join(rank, () -> "me@/", forwarded::add);
        broker.core().add("log", flux -> new LogService(flux.reactor(), log));
    }

    private List<String> dmesg() {
        List<String> records = new ArrayList<>();
        for (Response response : stream("{\"follow\":false}")) {
            if (response.errnum() == 0) {
                records.add(response.payload().text());
            } else {
                assertEquals(Errno.ENODATA.number(), response.errnum());
            }
        }
        return records;
    }

    private List<Response> stream(String json) {
        int tag = ++matchtag;
        broker.send(
                Request.of(
                        "log.dmesg",
                        Payload.of(JsonObject.parse(json)),
                        Message.NODEID_ANY,
                        tag,
                        Message.STREAMING));
        return answers(tag);
    }

    private List<Response> answers(int tag) {
        broker.reactor().run();
        List<Response> answers = new ArrayList<>();
        for (Message message : broker.received()) {
            if (message instanceof Response response && response.matchtag() == tag) {
                answers.add(response);
            }
        }
        return answers;
    }

    private void append(String record) {
        broker.send(
                Request.of(
                        "log.append",
                        Payload.ofBytes(record.getBytes(StandardCharsets.UTF_8)),
                        Message.NODEID_ANY,
                        0,
                        0));
        broker.reactor().run();
    }

    @Test
    void aRecordHasFluxsForm() {
        join(0);
        own.info("hello");
        assertEquals(List.of("<48>1 2026-11-22T10:00:49.855664Z 0 broker 4711 - - hello"), dmesg());
    }

    @Test
    void aTextOfSeveralLinesIsSeveralRecords() {
        join(0);
        own.err("one\r\ntwo\n");
        assertEquals(2, dmesg().size());
        assertTrue(dmesg().getLast().endsWith(" - - two"));
    }

    @Test
    void theRingForgetsTheOldest() {
        broker.attributes().set("log-ring-size", "2");
        join(0);
        own.debug("a");
        own.debug("b");
        own.debug("c");
        assertEquals(2, dmesg().size());
        assertTrue(dmesg().getFirst().endsWith(" b"));
        assertEquals(
                "{\"ring-used\":2,\"count\":3,\"local\":3,\"remote\":0}",
                broker.ask("log.stats-get", "{}").toString());
    }

    @Test
    void aFollowerGetsWhatComesUntilItCancels() {
        join(0);
        own.info("before");
        int tag = matchtag + 1;
        assertEquals(0, stream("{\"follow\":true,\"nobacklog\":true}").size());
        own.info("after");
        broker.send(
                Request.of(
                        "log.cancel",
                        Payload.of(JsonObject.of("matchtag", tag)),
                        Message.NODEID_ANY,
                        0,
                        Message.NORESPONSE));
        List<Response> answers = answers(tag);
        assertEquals(2, answers.size());
        assertTrue(answers.getFirst().payload().text().endsWith(" after"));
        assertEquals(Errno.ENODATA.number(), answers.getLast().errnum());
    }

    @Test
    void clearEmptiesTheRing() {
        join(0);
        own.info("x");
        broker.ask("log.clear", "{}");
        assertEquals(List.of(), dmesg());
    }

    @Test
    void theLeaderShowsErrorsOfAllBrokers() {
        join(0);
        append(FROM_RANK_3);
        own.err("mine");
        own.info("not shown");
        assertEquals(2, stderr.size());
        assertTrue(stderr.getFirst().endsWith(" 2026 kvs.err[3]: broken"), stderr::toString);
        assertTrue(stderr.getLast().endsWith(" broker.err[0]: mine"));
        assertEquals(1, dmesg().size() - 1, "rank 3's record is not in the ring of rank 0");
    }

    @Test
    void localModeHasTheJournalsPrefixAndOwnRecordsOnly() {
        broker.attributes().set("log-stderr-mode", "local");
        broker.attributes().set("log-stderr-level", "7");
        join(0);
        append(FROM_RANK_3);
        own.debug("insmod config");
        assertEquals(List.of("<7>broker.debug[0]: insmod config"), stderr);
    }

    @Test
    void criticalRecordsAreShownByEveryBroker() {
        join(2);
        own.err("quiet here");
        own.crit("loud");
        assertEquals(1, stderr.size());
        assertTrue(stderr.getFirst().endsWith("broker.crit[2]: loud"));
    }

    @Test
    void ranksAboveZeroForwardWhatIsSevereEnough() {
        join(2);
        own.err("up");
        own.warning("stays");
        assertEquals(1, forwarded.size());
        assertTrue(forwarded.getFirst().endsWith(" 2 broker 4711 - - up"));
    }

    @Test
    void theFileGetsEverythingOnRankZero() {
        broker.attributes().set("log-filename", "somewhere");
        join(0);
        append(FROM_RANK_3);
        own.debug("x");
        assertEquals(2, file.size());
    }

    @Test
    void syslogIsOffUnlessEnabled() {
        join(0);
        own.err("x");
        assertEquals(List.of(), syslog);
    }

    @Test
    void syslogNamesUserAndJob() {
        broker.attributes().set("log-syslog-enable", "1");
        join(0);
        own.err("x");
        own.warning("y");
        assertEquals(List.of("err me@/ broker.err[0]: x"), syslog);
    }

    @Test
    void beforeTheRankIsKnownTheHostSpeaks() {
        broker.attributes().set("hostname", "vm");
        own.crit("Config file error: x");
        assertTrue(stderr.getFirst().endsWith(" broker.crit[vm]: Config file error: x"));
    }

    @Test
    void whatIsNoRecordIsShownAsItIs() {
        broker.attributes().set("log-stderr-level", "7");
        join(0);
        append("no header");
        assertEquals(List.of("no header"), stderr);
        assertEquals(List.of(), dmesg());
    }

    @Test
    void eachLineOfWhatAClientSendsIsARecord() {
        join(3);
        append(FROM_RANK_3 + "\n<8>1 - 3 kvs - - - forged\r\n\n");
        assertEquals(
                List.of(FROM_RANK_3, FROM_RANK_3.replace("broken", "<8>1 - 3 kvs - - - forged")),
                dmesg());
    }

    @Test
    void linesAreWhatFluxLogMakesOfAMessage() {
        assertEquals(List.of("one", "two"), LogRecord.lines("one\n\r\ntwo\r\n"));
        assertEquals(List.of("", "two"), LogRecord.lines("\ntwo"));
        assertEquals(List.of(""), LogRecord.lines(""));
    }

    @Test
    void theLevelOfStandardErrorCanBeChanged() {
        join(0);
        broker.ask("log.setattr", "{\"name\":\"log-stderr-level\",\"value\":\"6\"}");
        own.info("now");
        assertEquals(1, stderr.size());
    }

    @Test
    void badLevelsAreRefused() {
        join(0);
        for (String value : List.of("8", "", "x", "1x")) {
            FluxException refusal =
                    assertThrows(
                            FluxException.class,
                            () ->
                                    broker.ask(
                                            "log.setattr",
                                            "{\"name\":\"log-stderr-level\",\"value\":\""
                                                    + value
                                                    + "\"}"));
            assertEquals("invalid level", refusal.text());
        }
        FluxException unknown =
                assertThrows(
                        FluxException.class,
                        () ->
                                broker.ask(
                                        "log.setattr", "{\"name\":\"log-level\",\"value\":\"1\"}"));
        assertEquals("unknown log attribute", unknown.text());
    }

    @Test
    void attributesThatMakeNoSenseAreRefusedByName() {
        for (String name :
                List.of(
                        "log-level",
                        "log-ring-size",
                        "log-stderr-mode",
                        "log-syslog-enable",
                        "log-forward-level")) {
            TestBroker other = new TestBroker();
            other.attributes().set(name, "");
            BrokerLog refused = new BrokerLog(() -> 0, 1, other.attributes(), this);
            FluxException error =
                    assertThrows(
                            FluxException.class, () -> refused.join(0, () -> "", record -> {}));
            assertEquals(name + ": Invalid argument", error.text());
        }
    }

    @Test
    void dmesgMustStream() {
        join(0);
        FluxException refusal =
                assertThrows(
                        FluxException.class, () -> broker.ask("log.dmesg", "{\"follow\":false}"));
        assertEquals(Errno.EPROTO, refusal.errno());
    }

    @Test
    void guestsMayNotRead() {
        join(0);
        FluxException refusal =
                assertThrows(
                        FluxException.class,
                        () ->
                                broker.exchange(
                                        "log.clear",
                                        Payload.NONE,
                                        new Credentials(9, Credentials.USER)));
        assertEquals(Errno.EPERM, refusal.errno());
    }

    @Test
    void whatIsLoggedWhileARecordIsDeliveredReachesNoFollower() {
        join(1);
        log.join(
                1,
                () -> "me@/",
                record -> {
                    if (record.endsWith("first")) {
                        own.err("the link to the parent is full");
                    }
                });
        int tag = matchtag + 1;
        stream("{\"follow\":true,\"nobacklog\":true}");
        own.err("first");
        own.err("second");
        List<Response> answers = answers(tag);
        assertEquals(2, answers.size(), "the failure is not told over what has failed");
        assertTrue(dmesg().toString().contains("the link to the parent is full"));
    }

    @Test
    void aSlowFollowerMissesLinesAndIsToldHowMany() {
        join(0);
        int tag = matchtag + 1;
        stream("{\"follow\":true,\"nobacklog\":true}");
        own.err("one");
        broker.setBacklog(SlowReader.LIMIT);
        own.err("two");
        own.err("three");
        assertEquals(1, answers(tag).size());
        broker.setBacklog(0);
        broker.reactor().advance(Duration.ofSeconds(1));
        own.err("four");
        List<String> texts = answers(tag).stream().map(one -> one.payload().text()).toList();
        assertEquals(3, texts.size());
        assertTrue(texts.get(0).endsWith("one"));
        assertEquals(
                "<32>1 2026-11-22T10:00:49.855664Z 0 log 4711 - -"
                        + " 2 lines were left out: their reader is slow",
                texts.get(1));
        assertTrue(texts.get(2).endsWith("four"));
    }
}
