package fluxj.services.joblist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.job.JobResult;
import fluxj.job.JobState;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.jobmanager.JobManagerProtocol.JournalEvents;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ListJournalTest {
    private static final JsonObject JOBSPEC =
            object(
                    "{'version':1,'resources':[{'type':'node','count':2,'with':[{'type':'slot',"
                            + "'count':1,'with':[{'type':'core','count':4}],'label':'task'}]}],"
                            + "'tasks':[{'command':['/bin/sleep','9'],'slot':'task',"
                            + "'count':{'per_slot':1}}],'attributes':{'system':{'duration':60,"
                            + "'cwd':'/tmp','queue':'batch','environment':{'A':'b'}}}}");
    private static final JsonObject R =
            object(
                    "{'version':1,'execution':{'R_lite':[{'rank':'3-4','children':{'core':'0-3'}}],"
                            + "'nodelist':['n[3-4]'],'starttime':5.0,'expiration':65.0}}");

    private final List<String> logged = new ArrayList<>();
    private final JobIndex index = new JobIndex();
    private final JobCounts counts = new JobCounts(() -> {});
    private final List<String> moves = new ArrayList<>();
    private final ListJournal journal = journal("C.UTF-8");
    private double clock = 10;

    private ListJournal journal(String locale) {
        return new ListJournal(
                index,
                counts,
                new StateChanges(index, counts, job -> moves.add(job.id + " " + job.state)),
                (_, text) -> logged.add(text),
                Map.of("LANG", locale));
    }

    private static JsonObject object(String text) {
        return JsonObject.parse(text.replace('\'', '"'));
    }

    private void event(long id, String name, String context) {
        JsonObject.Builder event = JsonObject.builder().put("timestamp", clock++).put("name", name);
        if (!context.isEmpty()) {
            event.put("context", object(context));
        }
        journal.apply(
                new JournalEvents(
                        id,
                        JsonArray.of(event.build()),
                        Optional.of(JOBSPEC).filter(_ -> name.equals("submit")),
                        Optional.of(R).filter(_ -> name.equals("alloc"))));
    }

    private void pending(long id, long priority) {
        event(id, "submit", "{'userid':42,'urgency':16,'flags':0,'version':1}");
        event(id, "validate", "");
        event(id, "depend", "");
        event(id, "priority", "{'priority':" + priority + "}");
    }

    private void over(long id) {
        pending(id, 16);
        event(id, "alloc", "");
        event(id, "finish", "{'status':0}");
        event(id, "clean", "");
    }

    private ListedJob job(long id) {
        ListedJob job = index.get(id);
        if (job == null) {
            throw new AssertionError("no job " + id);
        }
        return job;
    }

    private JsonObject all(long id) {
        return new JobAttributes().of(JsonArray.of(JsonValue.of("all"))).apply(job(id));
    }

    private List<Long> listed(int states) {
        return index.find(states, 0, 100, _ -> true).stream().map(job -> job.id).toList();
    }

    @Test
    void aJobThatIsOverHasAllAttributes() {
        over(7);
        assertEquals(
                object(
                        "{'id':7,'userid':42,'urgency':16,'priority':16,'t_submit':10.0,"
                                + "'t_depend':11.0,'t_priority':12.0,'t_sched':13.0,'t_run':14.0,"
                                + "'t_cleanup':15.0,'t_inactive':16.0,'state':64,'name':'sleep',"
                                + "'cwd':'/tmp','queue':'batch','ntasks':2,'ncores':8,"
                                + "'duration':60.0,'nnodes':2,'ranks':'[3-4]','nodelist':'n[3-4]',"
                                + "'success':true,'exception_occurred':false,'result':1,"
                                + "'expiration':65.0,'waitstatus':0}"),
                all(7));
        assertNull(job(7).active);
        assertEquals(List.of(), logged);
        assertEquals(6, moves.size());
    }

    @Test
    void aJobThatWaitsHasOnlyWhatIsKnown() {
        event(7, "submit", "{'userid':42,'urgency':16,'flags':0,'version':1}");
        event(7, "dependency-add", "{'description':'after=x'}");
        event(7, "validate", "");
        assertEquals(
                object(
                        "{'id':7,'userid':42,'urgency':16,'t_submit':10.0,'t_depend':12.0,"
                                + "'state':2,'name':'sleep','cwd':'/tmp','queue':'batch',"
                                + "'ntasks':2,'ncores':8,'duration':60.0,'nnodes':2,"
                                + "'dependencies':['after=x']}"),
                all(7));
        event(7, "dependency-remove", "{'description':'after=x'}");
        event(7, "dependency-add", "{'description':'after=x'}");
        assertEquals(JsonArray.of(), all(7).array("dependencies").orElseThrow());
    }

    @Test
    void jobsAreInTheOrderOfLists() {
        pending(1, 16);
        pending(2, 31);
        pending(3, 16);
        event(1, "urgency", "{'urgency':20,'userid':1}");
        event(1, "priority", "{'priority':20}");
        assertEquals(List.of(2L, 1L, 3L), listed(JobState.PENDING));
        over(4);
        over(5);
        event(3, "alloc", "");
        event(2, "alloc", "");
        assertEquals(List.of(1L, 2L, 3L, 5L, 4L), listed(JobState.ACTIVE | 64));
        assertEquals(
                List.of(5L),
                index.find(64, job(4).tInactive, 9, _ -> true).stream()
                        .map(job -> job.id)
                        .toList());
        assertEquals(
                List.of(1L, 2L),
                index.find(126, 0, 2, _ -> true).stream().map(job -> job.id).toList());
    }

    @Test
    void aJobThatIsPutBackKeepsTheTimeItCameFirst() {
        pending(1, 16);
        assertEquals(JobState.SCHED, job(1).state);
        event(1, "flux-restart", "");
        assertEquals(JobState.PRIORITY, job(1).state);
        assertTrue(all(1).get("priority").isEmpty());
        event(1, "priority", "{'priority':16}");
        assertEquals(13.0, job(1).tSched);
        assertEquals(12.0, job(1).tPriority);
    }

    @Test
    void theWorstExceptionIsKeptAndMakesTheResult() {
        pending(1, 16);
        event(1, "exception", "{'type':'test','severity':1,'note':'a'}");
        assertEquals(JobState.SCHED, job(1).state);
        event(1, "exception", "{'type':'cancel','severity':0,'note':'b'}");
        event(1, "exception", "{'type':'exec','severity':0,'note':'c'}");
        assertEquals(JobState.CLEANUP, job(1).state);
        event(1, "clean", "");
        assertEquals(JobResult.CANCELED, job(1).result());
        assertEquals("b", all(1).text("exception_note").orElseThrow());
        assertEquals(1, counts.stats().canceled());
        assertEquals(1, counts.stats().queues().getFirst().canceled());
    }

    @Test
    void updatesChangeWhatIsListed() {
        pending(1, 16);
        event(1, "jobspec-update", "{'attributes.system.queue':'debug','nonsense':1}");
        assertEquals("debug", job(1).queue);
        assertEquals("debug", counts.stats().queues().getLast().name());
        assertEquals(1, counts.stats().queues().getLast().jobStates().total());
        assertEquals(0, counts.stats().queues().getFirst().jobStates().total());
        event(1, "priority", "{'priority':16}");
        event(1, "alloc", "");
        event(1, "resource-update", "{'expiration':99.5}");
        assertEquals(99.5, job(1).expiration);
        event(1, "annotations", "{'annotations':{'sched':{'x':1}}}");
        event(1, "memo", "{'a':1,'b':2}");
        event(1, "memo", "{'b':null}");
        assertEquals(
                object("{'sched':{'x':1},'user':{'a':1}}"),
                all(1).object("annotations").orElseThrow());
        event(1, "annotations", "{'annotations':null}");
        assertTrue(all(1).get("annotations").isEmpty());
    }

    @Test
    void jobsThatAreOverArePurged() {
        over(1);
        pending(2, 16);
        journal.purge(JsonArray.of(JsonValue.of(1), JsonValue.of(2), JsonValue.of(3)));
        assertNull(index.get(1));
        assertEquals(1, counts.stats().inactivePurged());
        assertEquals(0, counts.stats().successful());
        assertEquals(1, counts.stats().jobStates().total());
        assertEquals(List.of("purged 1 inactive jobs"), logged);
    }

    @Test
    void anEventThatMakesNoSenseIsLoggedAndLeftOut() {
        event(9, "depend", "");
        pending(1, 16);
        event(1, "finish", "{}");
        event(1, "urgency", "{'urgency':99}");
        assertEquals(3, logged.size());
        assertEquals(JobState.SCHED, job(1).state);
    }

    @Test
    void aJobThatIsNotValidIsForgotten() {
        event(1, "submit", "{'userid':42,'urgency':16,'flags':0,'version':1}");
        event(1, "invalidate", "");
        assertNull(index.get(1));
        assertEquals(0, counts.stats().jobStates().total());
    }

    @Test
    void theLogNamesJobsByTheLocaleOfTheBroker() {
        JournalEvents unknown =
                new JournalEvents(
                        1,
                        JsonArray.of(object("{'timestamp':1.0,'name':'alloc'}")),
                        Optional.empty(),
                        Optional.empty());
        journal.apply(unknown);
        journal("C").apply(unknown);
        assertEquals(
                List.of("event alloc: job ƒ2 not in hash", "event alloc: job f2 not in hash"),
                logged);
    }
}
