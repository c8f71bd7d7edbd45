package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.TableReader;
import fluxj.config.TableRecord;
import fluxj.config.TableValues;
import fluxj.format.Fsd;
import fluxj.json.JsonObject;

import java.util.List;
import java.util.Optional;

/// The `[exec]` table: how jobs are run and ended (spec services 12). Its keys are also arguments
/// of the module `job-exec`, which win.
public record ExecConfig(TableValues values) implements TableRecord {
    /// The ways of starting shells.
    public static final List<String> METHODS = List.of("bulk-exec", "bgexec");

    /// Shells run in processes of their own.
    public static final String PROCESS = "process";

    /// Where shells can run.
    public static final List<String> SHELL_HOMES = List.of("broker", PROCESS);

    private static final ConfigTable.Builder ROWS =
            ConfigTable.lenient("exec", "Error reading [exec] table: ")
                    .meaning(
                            "How jobs are run and ended. Most keys are also arguments of the module"
                                    + " `job-exec`, which win.")
                    .check(ExecConfig::checkLimits);

    /// Which share of its time a job may lose before it starts.
    public static final ConfigKey<Double> MAX_START_DELAY_PERCENT =
            ROWS.key("max-start-delay-percent", ExecTypes.number(), 25.0)
                    .meaning(
                            "A job that starts later than this share of its duration after its"
                                    + " resources were allocated gets the lost time back.");

    /// Time between signals.
    public static final ConfigKey<Fsd> KILL_TIMEOUT =
            ROWS.key("kill-timeout", ExecTypes.duration("invalid kill-timeout: %s"), new Fsd(5))
                    .meaning(
                            "How long a job that is to end has between term-signal and kill-signal,"
                                    + " and between further ones.");

    /// The first signal.
    public static final ConfigKey<String> TERM_SIGNAL =
            ROWS.key("term-signal", ExecTypes.text(), "SIGTERM")
                    .meaning("The signal that job shells get when their job is to end.");

    /// The signals after it.
    public static final ConfigKey<String> KILL_SIGNAL =
            ROWS.key("kill-signal", ExecTypes.text(), "SIGKILL")
                    .meaning("The signal that tasks, and later job shells, get after that.");

    /// How often job shells are killed.
    public static final ConfigKey<Integer> MAX_KILL_COUNT =
            ROWS.key("max-kill-count", ExecTypes.whole(), 8)
                    .meaning(
                            "After so many signals to its shells a job is given up and its nodes"
                                    + " are drained.");

    /// How long a job may take to end.
    public static final ConfigKey<Optional<Fsd>> MAX_KILL_TIMEOUT =
            ROWS.key(
                            "max-kill-timeout",
                            ExecTypes.optionally(
                                    ExecTypes.duration("invalid max-kill-timeout: %s")),
                            Optional.empty())
                    .defaultShownAs("unset")
                    .meaning(
                            "How long a job has to end before its nodes are drained; max-kill-count"
                                    + " does not count then.");

    /// The program that runs a job's tasks.
    public static final ConfigKey<Optional<String>> JOB_SHELL =
            ROWS.key("job-shell", ExecTypes.optionally(ExecTypes.text()), Optional.empty())
                    .defaultShownAs("flux-core's `flux-shell` where there is one")
                    .meaning("The job shell: a program whose argument is the job's id.");

    /// Where shells run.
    public static final ConfigKey<Optional<String>> SHELL_HOME =
            ROWS.key(
                            "shell-home",
                            ExecTypes.optionally(
                                    ExecTypes.oneOf(SHELL_HOMES, "invalid shell-home: %s")),
                            Optional.empty())
                    .defaultShownAs("`broker`, unless flux-core's shell is the job shell")
                    .meaning(
                            "Where the job shells of this installation run when job-shell names no"
                                    + " other: `broker`, or `process` for a process of its own a"
                                    + " job. The shell option `shell.home` says it for one job;"
                                    + " jobs of other users than the owner always have a process.");

    /// The program that becomes another user.
    public static final ConfigKey<Optional<String>> IMP =
            ROWS.key("imp", ExecTypes.optionally(ExecTypes.text()), Optional.empty())
                    .defaultShownAs("unset")
                    .meaning(
                            "flux-security's `flux-imp`, which runs the shells of other users than"
                                    + " the instance's owner; without it they cannot run jobs.");

    /// The service that runs shells.
    public static final ConfigKey<String> SERVICE =
            ROWS.key("service", ExecTypes.text(), "rexec")
                    .meaning(
                            "The service that runs job shells: `rexec`, `job-shell` for the"
                                    + " brokers' own, or `sdexec` where flux-core's module of that"
                                    + " name is loaded.");

    /// How shells are started.
    public static final ConfigKey<String> METHOD =
            ROWS.key("method", ExecTypes.text(), "bulk-exec")
                    .meaning(
                            "`bulk-exec`: shells end with the module; `bgexec`: they go on, and a"
                                    + " new module finds them again.");

    /// How long the first shell waits for the others.
    public static final ConfigKey<Fsd> BARRIER_TIMEOUT =
            ROWS.key(
                            "barrier-timeout",
                            ExecTypes.duration(
                                    "invalid duration '%s' specified for exec.barrier-timeout"),
                            new Fsd(1800))
                    .meaning(
                            "How long a job's shells may take to come together once the first has"
                                    + " come; 0 for as long as they like.");

    /// How long shells may outlive the first.
    public static final ConfigKey<Fsd> SHELL_EXIT_TIMEOUT =
            ROWS.key(
                            "shell-exit-timeout",
                            ExecTypes.durationOrNone("invalid shell-exit-timeout: %s"),
                            new Fsd(30))
                    .meaning(
                            "How long the other shells of a job may outlive its first one; `none`"
                                    + " for as long as they like.");

    /// Properties of systemd units.
    public static final ConfigKey<JsonObject> SDEXEC_PROPERTIES =
            ROWS.key("sdexec-properties", ExecTypes.texts(), JsonObject.EMPTY)
                    .meaning("Properties of the systemd units that `sdexec` makes, as strings.");

    /// When `sdexec` stops a unit.
    public static final ConfigKey<Integer> SDEXEC_STOP_TIMER_SEC =
            ROWS.key("sdexec-stop-timer-sec", ExecTypes.whole(), -1)
                    .defaultShownAs("as long as killing a job may take")
                    .meaning("How many seconds `sdexec` waits before it stops a unit.");

    /// With which signal.
    public static final ConfigKey<Integer> SDEXEC_STOP_TIMER_SIGNAL =
            ROWS.key("sdexec-stop-timer-signal", ExecTypes.whole(), 10)
                    .meaning("The signal with which `sdexec` stops a unit.");

    /// Whether units are bound to their job's resources.
    public static final ConfigKey<Boolean> SDEXEC_CONSTRAIN_RESOURCES =
            ROWS.key("sdexec-constrain-resources", ExecTypes.bool(), false)
                    .meaning("`sdexec` binds units to the resources of their job.");

    /// Test execution.
    public static final ConfigKey<Boolean> TESTEXEC =
            ROWS.key("testexec", ExecTypes.testexec(), false)
                    .meaning(
                            "A table whose `allow-guests` lets guests submit jobs that are only"
                                    + " simulated.");

    /// All rows of the table.
    public static final ConfigTable TABLE = ROWS.build();

    /// What holds when nothing is said.
    public static final ExecConfig DEFAULTS = of(Config.EMPTY);

    /// Reads the table.
    ///
    /// @throws ConfigException in Flux's words
    public static ExecConfig of(Config config) {
        return new ExecConfig(TABLE.read(config));
    }

    private static void checkLimits(TableReader table, TableValues values) {
        int count = values.get(MAX_KILL_COUNT);
        if (count <= 0) {
            throw table.refused(MAX_KILL_COUNT, "invalid max-kill-count=" + count);
        }
        if (values.get(KILL_TIMEOUT).isZero()) {
            throw table.refused(KILL_TIMEOUT, "invalid kill-timeout: 0");
        }
        if (values.get(MAX_KILL_TIMEOUT).map(Fsd::isZero).orElse(false)) {
            throw table.refused(MAX_KILL_TIMEOUT, "invalid max-kill-timeout: 0");
        }
        if (!METHODS.contains(values.get(METHOD))) {
            throw table.refused(METHOD, "unknown exec.method '" + values.get(METHOD) + "'");
        }
    }
}
