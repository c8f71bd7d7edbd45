package fluxj.services.jobexec;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.platform.WaitStatus;
import fluxj.service.Severity;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/// Runs a job with one shell a broker, as many of them starting at a time as [#STARTING_LIMIT], and
/// judges how they end (spec services 12: bulk-exec).
final class ShellExecution implements Execution {
    /// So many shells may have been asked for and not answered.
    static final int STARTING_LIMIT = 256;

    /// Shells that end within that are looked at together.
    private static final double EXIT_BATCH_SECONDS = 0.01;

    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    private final ExecSettings settings;
    private final ShellSpec spec;
    private final JobMachine machine;
    private final JobEffects effects;
    private final ShellJudge judge;
    private final int[] ranks;

    /// How each shell ended, by its place in the job; -1 while that is not known.
    private final int[] statuses;

    private final BitSet starting = new BitSet();
    private final BitSet running = new BitSet();
    private final BitSet batch = new BitSet();
    private final int[] pendingSignals;
    private int nextToLaunch;
    private int started;
    private int complete;
    private int worst;

    ShellExecution(
            JobFacts job,
            ExecSettings settings,
            ShellSpec spec,
            JobMachine machine,
            JobEffects effects) {
        this.settings = settings;
        this.spec = spec;
        this.machine = machine;
        this.effects = effects;
        judge = new ShellJudge(job, machine, effects);
        ranks = job.ranks().stream().toArray();
        statuses = new int[ranks.length];
        Arrays.fill(statuses, -1);
        pendingSignals = new int[ranks.length];
    }

    @Override
    public String name() {
        return settings.method();
    }

    @Override
    public boolean isRecoverable() {
        return settings.isBackground();
    }

    /// How many shells the job has.
    int total() {
        return ranks.length;
    }

    /// How many of them have not ended.
    int active() {
        return ranks.length - complete;
    }

    // --- beginning

    @Override
    public void start() {
        Optional<String> mock = spec.exception();
        if (mock.filter("init"::equals).isPresent()) {
            machine.fatal("mock init exception generated");
            return;
        }
        if (mock.filter("starting"::equals).isPresent()) {
            launchNext();
            effects.note(
                    Severity.DEBUG,
                    "mock exception for starting job total=" + ranks.length + ", current=1");
            machine.fatal("mock starting exception generated");
            return;
        }
        launchMore();
    }

    private void launchMore() {
        while (nextToLaunch < ranks.length && starting.cardinality() < STARTING_LIMIT) {
            launchNext();
        }
    }

    private void launchNext() {
        int shell = nextToLaunch++;
        starting.set(shell);
        effects.launch(ranks[shell]);
    }

    @Override
    public void reattach(Recovery recovery) {
        nextToLaunch = ranks.length;
        started = ranks.length;
        running.set(0, ranks.length);
        for (int rank : ranks) {
            effects.reattach(rank);
        }
        judge.passFirstBarrier();
        machine.reattached();
    }

    /// The shell of a broker runs.
    void started(int rank) {
        int shell = place(rank);
        if (!starting.get(shell)) {
            return;
        }
        starting.clear(shell);
        running.set(shell);
        if (pendingSignals[shell] > 0) {
            effects.signal(rank, pendingSignals[shell]);
            pendingSignals[shell] = 0;
        }
        if (++started == ranks.length) {
            machine.started();
            if (settings.isBackground() && ranks.length == 1) {
                // It has nobody to meet at the barrier, after which the others are recoverable.
                effects.log("recoverable", JsonObject.EMPTY);
            }
        }
        launchMore();
    }

    /// The rank of a broker's shell among those of the job.
    int place(int rank) {
        return Arrays.binarySearch(ranks, rank);
    }

    // --- signals

    /// A shell that is on its way gets the signal when it has come.
    @Override
    public void kill(int signum) {
        running.stream().forEach(shell -> effects.signal(ranks[shell], signum));
        starting.stream().forEach(shell -> pendingSignals[shell] = signum);
    }

    @Override
    public void cancel() {
        if (nextToLaunch == ranks.length) {
            return;
        }
        complete += ranks.length - nextToLaunch;
        batch.set(nextToLaunch, ranks.length);
        nextToLaunch = ranks.length;
        endBatch();
        completeIfAllHaveEnded();
    }

    @Override
    public Idset activeRanks() {
        BitSet active = (BitSet) running.clone();
        active.or(starting);
        return ranksOf(active);
    }

    private Idset ranksOf(BitSet shells) {
        Idset.Builder set = Idset.builder();
        shells.stream().forEach(shell -> set.add(ranks[shell]));
        return set.build();
    }

    // --- ends

    /// The shell of a broker has ended.
    void ended(int rank, WaitStatus status) {
        int shell = place(rank);
        if (end(shell)) {
            statuses[shell] = status.raw();
            completed(shell, status.raw());
        }
    }

    /// The shell of a broker could not be started, or was lost with its broker.
    void failed(int rank, FluxException error) {
        int shell = place(rank);
        if (end(shell)) {
            judge.failed(spec.service(), shell, rank, error);
            completed(shell, status(error.errno()));
        }
    }

    private boolean end(int shell) {
        boolean known = running.get(shell) || starting.get(shell);
        running.clear(shell);
        starting.clear(shell);
        return known;
    }

    /// A lost shell is not held against a job that goes on without it.
    private static int status(Errno errno) {
        if (errno.equals(Errno.EHOSTUNREACH)) {
            return 0;
        }
        if (errno.equals(Errno.EPERM) || errno.equals(Errno.EACCES)) {
            return WaitStatus.exited(NOT_EXECUTABLE).raw();
        }
        return WaitStatus.exited(errno.equals(Errno.ENOENT) ? NOT_FOUND : 1).raw();
    }

    private void completed(int shell, int status) {
        worst = Math.max(worst, status);
        complete++;
        if (batch.isEmpty()) {
            effects.arm(Alarm.EXIT_BATCH, EXIT_BATCH_SECONDS);
        }
        batch.set(shell);
        if (complete < ranks.length) {
            launchMore();
            return;
        }
        endBatch();
        completeIfAllHaveEnded();
    }

    private void completeIfAllHaveEnded() {
        if (complete == ranks.length) {
            machine.tasksComplete(worst);
        }
    }

    private void endBatch() {
        effects.disarm(Alarm.EXIT_BATCH);
        BitSet shells = (BitSet) batch.clone();
        batch.clear();
        if (shells.get(0)) {
            postShellExit();
        }
        if (ranks.length > 1) {
            judge.ended(ranksOf(shells));
            shells.stream()
                    .filter(shell -> new WaitStatus(Math.max(statuses[shell], 0)).isSignaled())
                    .forEach(
                            shell ->
                                    judge.signaled(
                                            shell,
                                            ranks[shell],
                                            new WaitStatus(statuses[shell]).signum()));
        }
    }

    /// The first shell has ended: its services are gone, and the others should end soon.
    private void postShellExit() {
        Idset active = activeRanks();
        JsonObject.Builder context =
                JsonObject.builder().put("rank", ranks[0]).put("wait_status", statuses[0]);
        if (!active.isEmpty()) {
            context.put("active_ranks", active.toString());
        }
        effects.log("shell-exit", context.build());
        if (settings.shellExitTimeout() > 0 && !active.isEmpty() && !machine.isFailing()) {
            effects.arm(Alarm.SHELL_EXIT, settings.shellExitTimeout());
        }
    }

    @Override
    public void rang(Alarm alarm) {
        if (alarm == Alarm.EXIT_BATCH) {
            endBatch();
        } else if (alarm == Alarm.BARRIER) {
            judge.barrierExpired();
        }
    }

    @Override
    public void end() {
        judge.end();
    }

    // --- the barrier

    /// The shell of a broker has come to the barrier.
    Barrier.Verdict enterBarrier(int rank) {
        Barrier.Verdict verdict = judge.enterBarrier(rank, spec.barrierTimeout());
        if (verdict == Barrier.Verdict.OPEN && settings.isBackground()) {
            judge.recoverable();
        }
        return verdict;
    }
}
