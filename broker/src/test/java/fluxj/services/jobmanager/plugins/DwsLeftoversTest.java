package fluxj.services.jobmanager.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.rpc.HandlerTable;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.services.jobmanager.plugins.FakeDws.Mood;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Workflows that nobody has torn down.
class DwsLeftoversTest {
    private static final List<String> TOLD =
            List.of("teardown {\"jobid\":2}", "teardown {\"jobid\":6}", "abort {\"jobid\":9}");
    private static final String EPILOG =
            "{\"timestamp\":2.0,\"name\":\"epilog-start\",\"context\":{\"description\":"
                    + "\"dws-epilog\"}}\n";
    private static final String TIMEOUT =
            "{\"timestamp\":2.5,\"name\":\"exception\",\"context\":{\"type\":"
                    + "\"dws-epilog-timeout\",\"severity\":0,\"note\":\"\",\"userid\":0}}\n";
    private static final String CLEAN = "{\"timestamp\":9.0,\"name\":\"clean\"}\n";

    private final DwsFixture flux = new DwsFixture();
    private final Map<Long, String> eventlogs = new LinkedHashMap<>();

    @BeforeEach
    void eventlogsAreThere() {
        flux.jobs()
                .broker()
                .core()
                .add(
                        "job-info",
                        _ ->
                                () ->
                                        HandlerTable.builder()
                                                .on(
                                                        JobInfoProtocol.LOOKUP,
                                                        call -> call.reply(found(call.body().id())))
                                                .build());
    }

    private JobInfoProtocol.Found found(long id) {
        String log = eventlogs.get(id);
        if (log == null) {
            throw new FluxException(Errno.ENOENT);
        }
        return new JobInfoProtocol.Found(id, JsonObject.of("eventlog", log));
    }

    private void job(long id, String eventlog) {
        eventlogs.put(id, "{\"timestamp\":1.0,\"name\":\"submit\"}\n" + eventlog);
        flux.service().knowing(id);
    }

    private static String end(String context) {
        return "{\"timestamp\":3.0,\"name\":\"epilog-finish\",\"context\":" + context + "}\n";
    }

    private void fill() {
        flux.service().knowing(1);
        job(2, CLEAN);
        job(3, EPILOG);
        job(4, EPILOG + end("{\"description\":\"dws-epilog\",\"status\":0}") + CLEAN);
        job(5, EPILOG + end("{\"name\":\"dws-epilog\"}") + CLEAN);
        job(6, EPILOG + end("{\"description\":\"dws-epilog\",\"status\":1}") + CLEAN);
        job(7, "no eventlog");
        job(9, EPILOG + TIMEOUT + end("{\"description\":\"dws-epilog\",\"status\":1}") + CLEAN);
        job(8, EPILOG + end("{\"description\":\"site\",\"status\":1}") + CLEAN);
    }

    @Test
    void thoseOfJobsThatEndedUnseenOrWereGivenUpAreTornDown() {
        fill();
        flux.start("{}");
        flux.settle();
        assertEquals(TOLD, flux.service().asked());
    }

    @Test
    void theyAreLookedForAgainWhenTheServiceComesBack() {
        flux.start("{}");
        flux.service().on("post_run", Mood.ABSENT);
        flux.runToEnd();
        flux.service().asked();
        fill();
        flux.service().on("post_run", Mood.IDLE);
        flux.advance(Duration.ofSeconds(30));
        assertEquals(
                TOLD,
                flux.service().asked().stream().filter(line -> !line.startsWith("post")).toList());
    }
}
