package fluxj.bench;

import fluxj.client.FluxClient;
import fluxj.core.module.ModuleProtocol;
import fluxj.rpc.Empty;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How long an instance takes to come back with many keys: from the command line until `true` has
/// run in it and it has stopped. Keys lie in directories of 100, each value in a blob of its own,
/// as the KVS of an instance that has run jobs does. Everything runs as it does for a user: with
/// rc1, which for flux-core is `flux modprobe rc1` and includes a check of the whole KVS (`flux
/// fsck`), since the checkpoint of the last run is there.
final class RestartBench {
    private static final int PER_DIRECTORY = 100;
    private static final int VALUE = 100;
    private static final int WINDOW = 8;

    private final BenchPlan plan;
    private final Scoreboard board;

    RestartBench(BenchPlan plan, Scoreboard board) {
        this.plan = plan;
        this.board = board;
    }

    void run() {
        for (int keys : plan.keys()) {
            List<Path> dirs = new ArrayList<>();
            try {
                for (Side side : plan.sides()) {
                    dirs.add(StoreInstance.newDirectory());
                    fill(side, dirs.getLast(), keys);
                }
                restart(keys, dirs);
            } finally {
                dirs.forEach(StoreInstance::delete);
            }
        }
    }

    private void fill(Side side, Path dir, int keys) {
        board.say(side.name() + ": commits " + keys + " keys");
        try (RunningInstance instance = RunningInstance.start(side, 1, options(dir))) {
            LoadGenerator load =
                    new LoadGenerator(
                            List.of(instance.client()),
                            WINDOW,
                            (client, i) ->
                                    KvsRequests.commit(client, 0, prefix(i), PER_DIRECTORY, VALUE));
            load.secondsFor((keys + PER_DIRECTORY - 1) / PER_DIRECTORY);
            board.say(side.name() + ": has " + modules(instance.client()) + " modules");
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

    private void restart(int keys, List<Path> dirs) {
        board.median(
                "restart, " + keys + " keys",
                "s",
                plan.rounds(),
                side ->
                        StartBench.timeOfOne(
                                plan.sides()
                                        .get(side)
                                        .start(1, options(dirs.get(side)), List.of("true"))));
    }
}
