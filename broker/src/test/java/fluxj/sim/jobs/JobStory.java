package fluxj.sim.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.coral2.pals.PalsProtocol;
import fluxj.coral2.pals.PalsProtocol.Holder;
import fluxj.coral2.pals.PalsProtocol.Ports;
import fluxj.job.Rv1;
import fluxj.job.Urgency;
import fluxj.json.JsonObject;
import fluxj.rpc.Empty;
import fluxj.services.jobingest.JobIngestProtocol;
import fluxj.services.jobingest.JobIngestProtocol.Submitted;
import fluxj.services.joblist.JobListProtocol;
import fluxj.services.joblist.JobListProtocol.JobStats;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobManagerProtocol.Raise;
import fluxj.services.jobmanager.QueueProtocol;
import fluxj.services.jobmanager.QueueProtocol.QueueStart;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.resource.ResourceProtocol;
import fluxj.services.resource.ResourceProtocol.Drain;
import fluxj.services.resource.ResourceProtocol.Undrain;
import fluxj.sim.Sim;
import fluxj.sim.SimCall;
import fluxj.sim.SimCluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/// What users and administrators do to an instance, and what breaks under it, by chance; and what
/// must hold at the end and on the way.
final class JobStory {
    /// How much happens.
    ///
    /// @param brokers how many there are
    /// @param jobs how many are submitted
    /// @param waves in how many goes, with something broken after each
    record Scale(int brokers, int jobs, int waves) {
        /// As many brokers, jobs and waves as `-Dfluxj.sim.jobs=1000,100000,20` says.
        static Scale large() {
            String[] numbers = System.getProperty("fluxj.sim.jobs", "64,600,3").split(",", -1);
            return new Scale(
                    Integer.parseInt(numbers[0]),
                    Integer.parseInt(numbers[1]),
                    Integer.parseInt(numbers[2]));
        }
    }

    private static final Duration LONG = Duration.ofHours(1);

    /// So old must what somebody saw be for a crash not to take it.
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final Scale scale;
    private final Sim sim;
    private final SplittableRandom random;
    private final JobInstance instance;
    private final SimCluster flux;
    private final RandomJobs jobs;
    private final List<SimCall<Submitted>> submissions = new ArrayList<>();
    private final List<Long> known = new ArrayList<>();
    private final Set<Long> over = new LinkedHashSet<>();

    JobStory(Sim sim, Scale scale) {
        this.sim = sim;
        this.scale = scale;
        random = new SplittableRandom(sim.seed());
        instance = new JobInstance(sim, scale.brokers());
        flux = instance.flux();
        jobs = new RandomJobs(random, scale.brokers(), instance.owner());
    }

    void tell() {
        for (int wave = 0; wave < scale.waves(); wave++) {
            submit(scale.jobs() / scale.waves());
            for (int i = 0; i < 10; i++) {
                act();
                pause(300);
            }
            checkPorts();
            disturb();
            pause(random.nextInt(4) == 0 ? 20_000 : 2000);
        }
        release();
        end();
        remember();
    }

    private void pause(int mostMillis) {
        flux.runFor(Duration.ofNanos(random.nextLong(1, mostMillis * 1_000_000L)));
        collect();
    }

    private void submit(int count) {
        for (int i = 0; i < count; i++) {
            int rank = random.nextInt(flux.size());
            if (!instance.canSubmit(rank)) {
                rank = 0;
            }
            submissions.add(flux.call(rank, JobIngestProtocol.SUBMIT, rank, jobs.next(known)));
            if (i % 100 == 99) {
                pause(20);
            }
        }
        pause(100);
    }

    /// Ids that somebody was told.
    private void collect() {
        for (Iterator<SimCall<Submitted>> calls = submissions.iterator(); calls.hasNext(); ) {
            SimCall<Submitted> call = calls.next();
            if (call.isDone()) {
                calls.remove();
                if (!call.hasFailed()) {
                    known.add(call.reply().id());
                }
            }
        }
    }

    private Optional<Long> anyJob() {
        return known.isEmpty()
                ? Optional.empty()
                : Optional.of(known.get(random.nextInt(known.size())));
    }

    /// A request that may be refused: the job may be over.
    private void act() {
        int rank = random.nextInt(flux.size());
        switch (random.nextInt(7)) {
            case 0, 1 -> anyJob().ifPresent(this::cancel);
            case 2, 3 ->
                    anyJob().ifPresent(id -> setUrgency(id, random.nextInt(Urgency.EXPEDITE + 1)));
            case 4 -> startQueue(random.nextInt(3) != 0);
            case 5 ->
                    instance.ask(
                            ResourceProtocol.DRAIN,
                            new Drain(
                                    Integer.toString(rank),
                                    Optional.of("story"),
                                    Optional.of("overwrite")));
            default -> undrain(Integer.toString(rank));
        }
    }

    private void cancel(long id) {
        instance.ask(
                JobManagerProtocol.RAISE,
                new Raise(id, 0, "cancel", Optional.empty(), Optional.empty()));
    }

    private void setUrgency(long id, int urgency) {
        instance.ask(JobManagerProtocol.URGENCY, new JobManagerProtocol.Urgency(id, urgency));
    }

    private SimCall<Empty> startQueue(boolean start) {
        return instance.ask(
                QueueProtocol.QUEUE_START,
                new QueueStart(Optional.empty(), start, Optional.empty(), false, Optional.empty()));
    }

    private SimCall<Empty> undrain(String ranks) {
        return instance.ask(
                ResourceProtocol.UNDRAIN,
                new Undrain(ranks, Optional.of("update"), Optional.empty()));
    }

    private void disturb() {
        switch (random.nextInt(5)) {
            case 0 -> crash();
            case 4 -> restart();
            case 1 -> flux.kill(random.nextInt(flux.size() / 2, flux.size()));
            case 2 -> instance.startDead();
            default -> {
                int rank = random.nextInt(flux.size() / 2, flux.size());
                flux.kill(rank);
                pause(2000);
                instance.startDead();
            }
        }
    }

    /// Kills all, at a moment at which some jobs are known to be over for a while.
    private void crash() {
        Set<Long> ended = instance.ledger().jobs(JobAccount::isClean);
        flux.runFor(SETTLED);
        over.addAll(ended);
        pause(100);
        instance.crash(random);
        submissions.clear();
        checkMemory();
    }

    /// Nothing is lost by an end in order.
    private void restart() {
        over.addAll(instance.ledger().jobs(JobAccount::isClean));
        flux.healAll();
        instance.startDead();
        instance.restart();
        submissions.clear();
        checkMemory();
    }

    /// No job that somebody knows of is lost, none that was over is not, and what is new is what
    /// was submitted.
    private void checkMemory() {
        JobLedger ledger = instance.ledger();
        Set<Long> clean = ledger.jobs(JobAccount::isClean);
        known.forEach(id -> assertTrue(ledger.knows(id), () -> "job " + id + " is lost"));
        over.forEach(id -> assertTrue(clean.contains(id), () -> "job " + id + " is not over"));
        ledger.jobs(_ -> true).stream().filter(id -> !known.contains(id)).forEach(known::add);
    }

    private Ports ports() {
        return instance.ask(PalsProtocol.PORTS, Empty.EMPTY).reply();
    }

    /// Who runs on several nodes has ports, and nobody else.
    private void checkPorts() {
        Set<Long> before = instance.ledger().jobs(JobAccount::runsWithPorts);
        Ports ports = ports();
        Set<Long> after = instance.ledger().jobs(JobAccount::runsWithPorts);
        Set<Long> holders = new LinkedHashSet<>();
        for (Holder holder : ports.holders()) {
            assertTrue(holder.running(), () -> "the ports of " + holder.id() + " have leaked");
            holders.add(holder.id());
        }
        before.retainAll(after);
        assertTrue(holders.containsAll(before), () -> before + " and not all of " + holders);
        assertEquals(List.of(), ports.lost());
    }

    // --- the end

    /// Lets everything go that may go.
    private void release() {
        flux.healAll();
        instance.startDead();
        undrain("0-" + (flux.size() - 1)).reply();
        startQueue(true).reply();
        collect();
        for (long id : instance.ledger().jobs(account -> !account.isClean())) {
            setUrgency(id, Urgency.DEFAULT);
        }
    }

    private void end() {
        sim.runUntil("all jobs are over", () -> instance.ledger().active() == 0, LONG);
        collect();
        assertEquals(List.of(), submissions);
        instance.ask(JobManagerProtocol.DRAIN, Empty.EMPTY).reply();
        assertEquals(0, instance.ledger().heldCores());
        JsonObject held =
                instance.ask(JobManagerProtocol.RESOURCE_STATUS, Empty.EMPTY).reply().allocated();
        assertTrue(Rv1.parse(held).isEmpty(), held::toString);
        Ports ports = ports();
        assertEquals(List.of(), ports.holders());
        assertEquals(List.of(), ports.waiting());
        assertEquals(ports.max() - ports.min(), ports.free());
        flux.runFor(SETTLED);
        assertEquals(
                List.of(KvsProtocol.PRIMARY),
                instance.ask(KvsProtocol.NAMESPACE_LIST, Empty.EMPTY).reply().namespaces().stream()
                        .map(KvsProtocol.Listed::namespace)
                        .toList());
    }

    /// What is read back is what was in memory.
    private void remember() {
        JobStats stats = stats();
        assertEquals(instance.ledger().size(), stats.jobStates().inactive());
        List<JsonObject> before = list();
        over.addAll(instance.ledger().jobs(JobAccount::isClean));
        instance.crash(random);
        checkMemory();
        assertEquals(0, instance.ledger().active());
        assertEquals(stats, stats());
        assertEquals(before, list());
    }

    private JobStats stats() {
        List<JobStats> seen = new ArrayList<>();
        flux.at(
                0,
                broker ->
                        broker.rpc()
                                .first(JobListProtocol.JOB_STATS, 0, Empty.EMPTY)
                                .then(seen::add, _ -> {}));
        flux.await("the counts of jobs", () -> !seen.isEmpty());
        return seen.getFirst();
    }

    /// All that the list says of the jobs that ended last, all of them when they are few, but for
    /// annotations, which are in no eventlog.
    private List<JsonObject> list() {
        List<JobListProtocol.Jobs> seen = new ArrayList<>();
        JobListProtocol.Query query =
                JobListProtocol.Query.of(
                        1000, List.of(JobListProtocol.ALL_ATTRIBUTES), 0, JsonObject.EMPTY);
        flux.at(
                0,
                broker ->
                        broker.rpc()
                                .first(JobListProtocol.LIST, 0, query)
                                .then(seen::add, _ -> {}));
        flux.await("the list of jobs", () -> !seen.isEmpty());
        return seen.getFirst().jobs().stream()
                .map(job -> job.toBuilder().remove("annotations").build())
                .toList();
    }
}
