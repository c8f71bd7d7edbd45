package fluxj.config.policy;

import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableReader;
import fluxj.format.Fsd;
import fluxj.json.JsonValue;

import java.util.Optional;

/// What jobs may ask for: `policy.limits`.
///
/// @param duration the longest time limit
/// @param max the largest
/// @param min the smallest
public record PolicyLimits(Optional<Fsd> duration, JobSizeLimit max, JobSizeLimit min) {
    /// Nothing is limited.
    static final PolicyLimits NONE =
            new PolicyLimits(Optional.empty(), JobSizeLimit.NONE, JobSizeLimit.NONE);

    private record Sizes(JobSizeLimit max, JobSizeLimit min) {}

    private static final Sizes ANY = new Sizes(JobSizeLimit.NONE, JobSizeLimit.NONE);

    private static final ConfigTable.Builder SIZE_ROWS =
            ConfigTable.strict("policy.limits.job-size", "").meaning("How large jobs may be.");

    private static final ConfigKey<JobSizeLimit> MAX =
            SIZE_ROWS.key("max", JobSizeLimit.TYPE, JobSizeLimit.NONE).meaning("At most.");

    private static final ConfigKey<JobSizeLimit> MIN =
            SIZE_ROWS
                    .key("min", new Same(JobSizeLimit.TYPE), JobSizeLimit.NONE)
                    .meaning("At least; the same keys.");

    /// Another table of the same rows, which the reference tells of once.
    private record Same(KeyType<JobSizeLimit> type) implements KeyType<JobSizeLimit> {
        @Override
        public String name() {
            return type.name();
        }

        @Override
        public JobSizeLimit read(TableReader table, String key, JsonValue value) {
            return type.read(table, key, value);
        }

        @Override
        public String written(JobSizeLimit value) {
            return type.written(value);
        }
    }

    private static final ConfigTable.Builder ROWS =
            ConfigTable.strict("policy.limits", "").meaning("What jobs may ask for.");

    private static final ConfigKey<Sizes> JOB_SIZE =
            ROWS.key(
                            "job-size",
                            new PolicyTypes.SubTable<>(
                                    SIZE_ROWS.build(),
                                    ANY,
                                    PolicyTypes::itself,
                                    table ->
                                            new Sizes(
                                                    table.get(MAX).orElse(JobSizeLimit.NONE),
                                                    table.get(MIN).orElse(JobSizeLimit.NONE))),
                            ANY)
                    .meaning("How large they may be.");

    private static final ConfigKey<Optional<Fsd>> DURATION =
            ROWS.key(
                            "duration",
                            new PolicyTypes.Duration("'duration' is not a valid FSD"),
                            Optional.empty())
                    .meaning("The longest time limit that a job may have.");

    static final KeyType<PolicyLimits> TYPE =
            new PolicyTypes.SubTable<>(ROWS.build(), NONE, PolicyTypes::itself, PolicyLimits::read);

    private static PolicyLimits read(TableReader table) {
        Optional<Fsd> duration = table.get(DURATION).orElse(Optional.empty());
        Sizes sizes = table.get(JOB_SIZE).orElse(ANY);
        return new PolicyLimits(duration, sizes.max, sizes.min);
    }
}
