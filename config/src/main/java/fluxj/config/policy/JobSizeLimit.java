package fluxj.config.policy;

import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableReader;

import java.util.Optional;

/// One end of the sizes that jobs may have. Each number may be -1, which is no limit; absent, it is
/// that of the policy above, if any.
public record JobSizeLimit(
        Optional<Integer> nnodes, Optional<Integer> ncores, Optional<Integer> ngpus) {
    static final JobSizeLimit NONE =
            new JobSizeLimit(Optional.empty(), Optional.empty(), Optional.empty());

    private static final ConfigTable.Builder ROWS =
            ConfigTable.strict("policy.limits.job-size.max", "")
                    .meaning(
                            "How large a job may be, and in `min` how small; -1 is no limit. A"
                                    + " queue's limits come before those of all.");

    private static final ConfigKey<Optional<Integer>> NNODES = row("nnodes", "Nodes.");
    private static final ConfigKey<Optional<Integer>> NCORES = row("ncores", "Cores.");
    private static final ConfigKey<Optional<Integer>> NGPUS = row("ngpus", "GPUs.");

    private static final ConfigTable TABLE = ROWS.build();

    static final KeyType<JobSizeLimit> TYPE =
            new PolicyTypes.SubTable<>(TABLE, NONE, JobSizeLimit::words, JobSizeLimit::read);

    private static ConfigKey<Optional<Integer>> row(String name, String meaning) {
        return ROWS.key(name, KeyType.optional(KeyType.whole()), Optional.<Integer>empty())
                .defaultShownAs("-1")
                .meaning(meaning);
    }

    /// flux-core leaves the middle of the path out.
    private static String words(TableReader table, String key) {
        String path = table.path();
        return PolicyTypes.words(path.substring(0, path.lastIndexOf('.')) + "." + key);
    }

    private static JobSizeLimit read(TableReader table) {
        JobSizeLimit read =
                new JobSizeLimit(
                        table.get(NNODES).orElse(Optional.empty()),
                        table.get(NCORES).orElse(Optional.empty()),
                        table.get(NGPUS).orElse(Optional.empty()));
        table.refuseOthers(TABLE.keys());
        refuseLess(table, NNODES, read.nnodes);
        refuseLess(table, NCORES, read.ncores);
        refuseLess(table, NGPUS, read.ngpus);
        return read;
    }

    private static void refuseLess(TableReader table, ConfigKey<?> key, Optional<Integer> value) {
        if (value.orElse(-1) < -1) {
            throw table.fail(key.name(), "values must be >= -1");
        }
    }
}
