package fluxj.bench;

import fluxj.client.FluxClient;
import fluxj.core.module.ModuleProtocol;
import fluxj.rpc.Empty;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How long an instance takes to come back with many keys or jobs: from the command line until
/// `true` has run in it and it has stopped. Keys lie in directories of 100, each value in a blob of
/// its own, as the KVS of an instance that has run jobs does. Everything runs as it does for a
/// user: with rc1, which for flux-core is `flux modprobe rc1` and includes a check of the whole KVS
/// (`flux fsck`), since the checkpoint of the last run is there.
final class RestartBench {
    private static final int PER_DIRECTORY = 100;
    private static final int VALUE = 100;
    private static final int WINDOW = 8;
    private static final int AT_ONCE = 1000;

    private final BenchPlan plan;
    private final Scoreboard board;

    RestartBench(BenchPlan plan, Scoreboard board) {
        this.plan = plan;
        this.board = board;
    }

    /// With keys in the KVS.
    void keys() {
        plan.keys().forEach(keys -> restart(keys + " keys", instance -> commit(instance, keys)));
    }

    /// With jobs that are over, mocked ones. The first side makes them for both: flux-core's broker
    /// reads our state as its own, and needs twenty minutes for 100,000 jobs.
    void jobs() {
        plan.restartJobs().forEach(this::jobs);
    }

    private void jobs(int jobs) {
        List<Path> dirs = new ArrayList<>();
        try {
            dirs.add(filled(plan.sides().get(0), jobs + " jobs", one -> submit(one, jobs)));
            dirs.add(StoreInstance.copy(dirs.getFirst()));
            restart(jobs + " jobs", dirs);
        } finally {
            dirs.forEach(StoreInstance::delete);
        }
    }

    /// Fills the state of an instance.
    private interface Filling {
        void fill(RunningInstance instance);
    }

    private void restart(String what, Filling filling) {
        List<Path> dirs = new ArrayList<>();
        try {
            for (Side side : plan.sides()) {
                dirs.add(filled(side, what, filling));
            }
            restart(what, dirs);
        } finally {
            dirs.forEach(StoreInstance::delete);
        }
    }

    private Path filled(Side side, String what, Filling filling) {
        Path dir = StoreInstance.newDirectory();
        board.say(side.name() + ": makes " + what);
        try (RunningInstance instance = RunningInstance.start(side, 1, options(dir))) {
            filling.fill(instance);
            board.say(side.name() + ": has " + modules(instance.client()) + " modules");
        }
        return dir;
    }

    private static void commit(RunningInstance instance, int keys) {
        LoadGenerator load =
                new LoadGenerator(
                        List.of(instance.client()),
                        WINDOW,
                        (client, i) ->
                                KvsRequests.commit(client, 0, prefix(i), PER_DIRECTORY, VALUE));
        load.secondsFor((keys + PER_DIRECTORY - 1) / PER_DIRECTORY);
    }

    private static void submit(RunningInstance instance, int jobs) {
        JobLoad load = JobLoad.mock(instance.client());
        for (int left = jobs; left > 0; left -= AT_ONCE) {
            load.perSecond(Math.min(left, AT_ONCE));
        }
    }

    private static int modules(FluxClient client) {
        return client.call(ModuleProtocol.LIST, 0, Empty.EMPTY).mods().size();
    }

    private static String prefix(int directory) {
        return "restart.d" + directory / 100 + ".d" + directory + ".k";
    }

    private static List<String> options(Path dir) {
        return List.of("-o,-Sstatedir=" + dir);
    }

    private void restart(String what, List<Path> dirs) {
        board.median(
                "restart, " + what,
                "s",
                plan.rounds(),
                side ->
                        StartBench.timeOfOne(
                                plan.sides()
                                        .get(side)
                                        .start(1, options(dirs.get(side)), List.of("true"))));
    }
}
