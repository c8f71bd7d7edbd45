package fluxj.services.jobmanager.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.module.ManualReactor;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvs.KvsProtocol.Commit;
import fluxj.services.kvs.KvsProtocol.Root;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Payload;
import fluxj.wire.Request;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

class EventBatchTest implements EventBatch.Owner {
    private final ManualReactor reactor = new ManualReactor();
    private final Deque<Request> commits = new ArrayDeque<>();
    private final List<String> heard = new ArrayList<>();
    private final RpcClient rpc = new RpcClient(commits::add, () -> 0);
    private final Job job = new Job(1, JsonObject.EMPTY);
    private EventBatch batch = new EventBatch(reactor, new JobStore(rpc), false, this);

    @Override
    public void stored(List<Job> jobs) {
        jobs.forEach(each -> heard.add("stored " + each.id()));
    }

    @Override
    public void lost(List<Job> jobs, FluxException why) {
        jobs.forEach(each -> heard.add("lost " + each.id() + " " + why.errno()));
    }

    @Override
    public void closed(List<Job> jobs) {
        jobs.forEach(each -> heard.add("closed " + each.id()));
    }

    @Override
    public void failed(FluxException why) {
        heard.add("failed " + why.errno());
    }

    @Override
    public void waits(FluxException why) {
        heard.add("waits " + why.errno());
    }

    private void durable() {
        batch = new EventBatch(reactor, new JobStore(rpc), true, this);
    }

    private void add(Job to, String event) {
        batch.add(to, event, (event + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void pass(long millis) {
        reactor.advance(Duration.ofMillis(millis));
        reactor.run();
    }

    /// The events of the commits under way, a text each.
    private List<String> underWay() {
        return commits.stream().map(EventBatchTest::events).toList();
    }

    private static String events(Request commit) {
        Commit body = commit.payload().as(Commit.class);
        StringBuilder text = new StringBuilder(body.flags() == KvsProtocol.SYNC ? "sync:" : "");
        for (JsonValue op : body.ops()) {
            Treeobj value = Treeobj.of(((JsonObject) op).object("dirent").orElseThrow());
            text.append(new String(((Treeobj.Val) value).bytes(), StandardCharsets.UTF_8));
        }
        return text.toString().replace("\n", " ").strip();
    }

    private void succeed() {
        rpc.response(commits.remove().respond(Payload.of(new Root("sha1-0", 1))));
        reactor.run();
    }

    private void fail(Errno errno) {
        rpc.response(commits.remove().respondError(errno, ""));
        reactor.run();
    }

    @Test
    void theFirstAfterAPauseGoesAtTheEndOfItsTurn() {
        add(job, "a");
        add(job, "b");
        assertEquals(List.of(), underWay(), "the turn is not over");
        pass(0);
        assertEquals(List.of("a b"), underWay());
    }

    @Test
    void thoseThatComeMeanwhileWaitForTheOneUnderWay() {
        add(job, "a");
        pass(0);
        add(job, "b");
        add(job, "c");
        pass(1000);
        assertEquals(List.of("a"), underWay());
        succeed();
        pass(10);
        assertEquals(List.of("b c"), underWay());
    }

    @Test
    void theNextWaitsTheLongerTheLongerOneTook() {
        add(job, "a");
        pass(0);
        pass(1);
        add(job, "b");
        succeed();
        pass(2);
        assertEquals(List.of(), underWay(), "four times a millisecond from its beginning");
        pass(1);
        assertEquals(List.of("b"), underWay());
    }

    @Test
    void aTimeThatIsSetIsKept() {
        batch.setTime(Duration.ofSeconds(2));
        add(job, "a");
        pass(0);
        succeed();
        add(job, "b");
        pass(1999);
        assertEquals(List.of(), underWay());
        pass(1);
        assertEquals(List.of("b"), underWay());
    }

    @Test
    void firstEventsOfJobsAreACommitOfTheirOwnAndComeFirst() {
        durable();
        Job other = new Job(2, JsonObject.EMPTY);
        add(other, "later");
        add(job, "submit");
        batch.hold(job);
        batch.answer(why -> heard.add("answer " + (why == null ? "" : why.errno())));
        pass(0);
        assertEquals(List.of("sync:submit", "sync:later"), underWay());
        succeed();
        assertEquals(List.of("stored 1"), heard, "an answer means all of it");
        succeed();
        assertEquals(List.of("stored 1", "answer "), heard);
    }

    @Test
    void aJobThatCannotBeStoredIsLostAndNoOther() {
        durable();
        add(new Job(2, JsonObject.EMPTY), "later");
        add(job, "submit");
        batch.hold(job);
        batch.answer(why -> heard.add("answer " + (why == null ? "" : why.errno())));
        pass(0);
        fail(Errno.ENOSPC);
        succeed();
        assertEquals(List.of("lost 1 ENOSPC", "answer ENOSPC"), heard);
    }

    @Test
    void whatHappenedIsStoredWithoutTheDiskWhenItMust() {
        durable();
        add(job, "a");
        batch.answer(why -> heard.add("answer " + (why == null ? "" : why.errno())));
        pass(0);
        fail(Errno.ENOSPC);
        assertEquals(List.of("a"), underWay());
        succeed();
        assertEquals(List.of("answer "), heard);
        add(job, "b");
        pass(10);
        fail(Errno.ENOSPC);
        fail(Errno.EIO);
        assertEquals(List.of("answer ", "failed EIO"), heard);
    }

    @Test
    void eventsWithoutRoomWaitForItInTheirOrder() {
        add(job, "a");
        batch.answer(why -> heard.add("answer " + (why == null ? "" : why.errno())));
        pass(0);
        add(job, "b");
        fail(Errno.ENOSPC);
        assertEquals(List.of("waits ENOSPC"), heard);
        pass(999);
        assertEquals(List.of(), underWay());
        add(job, "c");
        pass(1);
        assertEquals(List.of("a b c"), underWay());
        fail(Errno.ENOSPC);
        assertEquals(List.of("waits ENOSPC"), heard, "it is said once");
        pass(1000);
        succeed();
        assertEquals(List.of("waits ENOSPC", "answer "), heard);
        assertEquals(List.of(), underWay());
    }

    @Test
    void meanwhileNewJobsAreRefused() {
        add(new Job(2, JsonObject.EMPTY), "later");
        pass(0);
        fail(Errno.ENOSPC);
        add(job, "submit");
        batch.hold(job);
        pass(1000);
        assertEquals(List.of("submit", "later"), underWay());
        fail(Errno.ENOSPC);
        assertEquals(List.of("waits ENOSPC", "lost 1 ENOSPC"), heard);
        fail(Errno.ENOSPC);
        pass(1000);
        assertEquals(List.of("later"), underWay());
    }

    @Test
    void aFlushStoresWhatThereIsAndWaitsForIt() {
        batch.setTime(Duration.ofHours(1));
        add(job, "a");
        pass(0);
        add(job, "b");
        Promise<Empty> done = batch.flush();
        done.then(_ -> heard.add("flushed"), error -> heard.add(error.toString()));
        succeed();
        pass(10);
        assertEquals(List.of(), heard);
        assertEquals(List.of("b"), underWay());
        succeed();
        assertEquals(List.of("flushed"), heard);
    }

    @Test
    void nothingToFlushIsFlushedAtOnce() {
        batch.flush().then(_ -> heard.add("flushed"), error -> heard.add(error.toString()));
        reactor.run();
        assertEquals(List.of("flushed"), heard);
        assertEquals(List.of(), underWay());
    }
}
