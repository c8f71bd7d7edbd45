package fluxj.services.jobmanager.alloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.job.Eventlog;
import fluxj.json.JsonObject;
import fluxj.services.jobmanager.job.EventEngine;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JobStep.Request;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class RequestQueueTest {
    private final RequestQueue requests = new RequestQueue();

    private static Job job(long id, long priority) {
        List<Eventlog.Event> history =
                List.of(
                        event(
                                "submit",
                                JsonObject.builder()
                                        .put("userid", 1)
                                        .put("urgency", 16)
                                        .put("flags", 0)
                                        .put("version", 1)
                                        .build()),
                        event("validate", JsonObject.EMPTY),
                        event("depend", JsonObject.EMPTY),
                        event("priority", JsonObject.of("priority", priority)));
        return EventEngine.replay(id, JsonObject.of("version", 1), Optional.empty(), history);
    }

    private static Eventlog.Event event(String name, JsonObject context) {
        return EventEngine.entry(1, name, context);
    }

    private Job added(long id, long priority) {
        Job job = job(id, priority);
        requests.add(job);
        return job;
    }

    @Test
    void theHigherPriorityGoesFirstThenTheLowerId() {
        Job late = added(3, 16);
        Job early = added(2, 16);
        Job urgent = added(4, 31);
        Job held = added(1, 0);
        assertEquals(List.of(urgent, early, late, held), requests.queued());
        assertEquals(urgent, requests.head());
    }

    @Test
    void aRequestIsHereThenWithTheSchedulerThenNowhere() {
        Job job = added(1, 16);
        assertEquals(Request.QUEUED, requests.of(job));
        requests.sendHead();
        assertEquals(Request.SENT, requests.of(job));
        assertEquals(1, requests.sentCount());
        assertTrue(requests.cancel(job));
        assertFalse(requests.cancel(job), "asked for once already");
        requests.remove(job);
        assertEquals(Request.NONE, requests.of(job));
        assertEquals(0, requests.sentCount());
        assertFalse(requests.cancel(job));
    }

    @Test
    void thoseOutrankedAreFoundPairByPair() {
        Job low = added(1, 1);
        requests.sendHead();
        Job middle = added(2, 10);
        requests.sendHead();
        assertEquals(List.of(), requests.outranked());
        added(3, 20);
        assertEquals(List.of(low), requests.outranked());
        added(4, 15);
        assertEquals(List.of(low, middle), requests.outranked());
        added(5, 12);
        assertEquals(List.of(low, middle), requests.outranked());
    }

    @Test
    void idsAreUnsigned() {
        Job large = added(-1, 16);
        Job small = added(1, 16);
        assertEquals(List.of(small, large), requests.queued());
    }
}
