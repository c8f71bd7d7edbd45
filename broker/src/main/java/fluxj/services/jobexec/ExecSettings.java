package fluxj.services.jobexec;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.tables.ExecConfig;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Fsd;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.platform.Signum;
import fluxj.services.jobshell.JobShellProtocol;

import java.util.List;
import java.util.Optional;

/// The `[exec]` table under the module's arguments, and the signals that it names. Durations are in
/// seconds.
///
/// @param config the table
/// @param programs the job shells that need no name
record ExecSettings(ExecConfig config, int termSignal, int killSignal, ShellPrograms programs) {
    /// Seconds that the interval between signals grows to.
    static final double LONGEST_INTERVAL = 300;

    /// How many intervals tasks have before shells are killed.
    static final int TASK_ROUNDS = 5;

    /// systemd's service.
    static final String SDEXEC = "sdexec";

    private static final List<String> NUMBERS =
            List.of(
                    "max-start-delay-percent",
                    "max-kill-count",
                    "sdexec-stop-timer-sec",
                    "sdexec-stop-timer-signal");

    /// The brokers' own shells.
    static final String JOB_SHELL = JobShellProtocol.SERVICE;

    /// The services that run shells.
    static final List<String> SERVICES = List.of("rexec", SDEXEC, JOB_SHELL);

    private static final String BACKGROUND = "bgexec";

    /// Reads them.
    ///
    /// @param arguments `key=value`, with the keys of the table
    /// @throws FluxException EINVAL in Flux's words
    static ExecSettings of(
            JsonObject configuration, List<String> arguments, ShellPrograms programs) {
        Config config = Config.of(configuration);
        for (String argument : arguments) {
            config = with(config, argument);
        }
        ExecConfig exec;
        try {
            exec = ExecConfig.of(config);
        } catch (ConfigException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
        return new ExecSettings(
                exec,
                signal(exec.get(ExecConfig.TERM_SIGNAL), "term-signal"),
                signal(exec.get(ExecConfig.KILL_SIGNAL), "kill-signal"),
                programs);
    }

    private static Config with(Config config, String argument) {
        int equals = argument.indexOf('=');
        String key = equals < 0 ? argument : argument.substring(0, equals);
        if (equals < 0 || ExecConfig.TABLE.keys().stream().noneMatch(k -> k.name().equals(key))) {
            throw invalid("Unknown option `" + argument + "'");
        }
        String text = argument.substring(equals + 1);
        return config.with(ExecConfig.TABLE.name() + "." + key, value(key, text));
    }

    /// A number for a key that is one; everything else is written as a string.
    private static JsonValue value(String key, String text) {
        boolean isText = !NUMBERS.contains(key);
        try {
            return isText ? JsonValue.of(text) : JsonValue.of(Long.parseLong(text));
        } catch (NumberFormatException _) {
            return JsonValue.of(text);
        }
    }

    private static int signal(String name, String key) {
        int signum = Signum.parse(name);
        if (signum < 0) {
            throw invalid("invalid " + key + ": " + name);
        }
        return signum;
    }

    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, text);
    }

    double maxStartDelayPercent() {
        return config.get(ExecConfig.MAX_START_DELAY_PERCENT);
    }

    double killTimeout() {
        return config.get(ExecConfig.KILL_TIMEOUT).seconds();
    }

    int maxKillCount() {
        return config.get(ExecConfig.MAX_KILL_COUNT);
    }

    /// Empty when signals are counted instead.
    Optional<Double> maxKillTimeout() {
        return config.get(ExecConfig.MAX_KILL_TIMEOUT).map(Fsd::seconds);
    }

    /// How long ending a job takes at most.
    double effectiveMaxKillTimeout() {
        if (maxKillTimeout().isPresent()) {
            return maxKillTimeout().get();
        }
        double interval = killTimeout();
        double sum = interval * TASK_ROUNDS;
        for (int i = 1; i < maxKillCount(); i++) {
            sum += interval;
            interval = Math.min(interval * 2, LONGEST_INTERVAL);
        }
        return sum;
    }

    /// The program that is the job shell; empty when there is none.
    Optional<String> jobShell() {
        return namedShell().or(this::homeShell);
    }

    /// The program that the table names as the job shell.
    Optional<String> namedShell() {
        return config.get(ExecConfig.JOB_SHELL);
    }

    /// Where shells run that nobody names.
    Optional<String> shellHome() {
        return config.get(ExecConfig.SHELL_HOME);
    }

    /// The program that is the job shell in the table's home.
    private Optional<String> homeShell() {
        return shellHome().isEmpty() ? programs.fluxCore() : programOf(shellHome().get());
    }

    /// The program that is the job shell in a home; empty in brokers.
    ///
    /// @throws FluxException ENOENT when there is no such program
    Optional<String> programOf(String home) {
        return home.equals(ExecConfig.PROCESS) ? Optional.of(ownShell()) : Optional.empty();
    }

    /// This installation's job shell as a program.
    ///
    /// @throws FluxException ENOENT when there is none
    String ownShell() {
        return programs.own()
                .orElseThrow(
                        () ->
                                new FluxException(
                                        Errno.ENOENT,
                                        "this job needs a job shell that is a program, and"
                                                + " exec.job-shell names none"));
    }

    Optional<String> imp() {
        return config.get(ExecConfig.IMP);
    }

    String service() {
        return config.get(ExecConfig.SERVICE);
    }

    String method() {
        return config.get(ExecConfig.METHOD);
    }

    /// True when shells go on without this module.
    boolean isBackground() {
        return method().equals(BACKGROUND);
    }

    double barrierTimeout() {
        return config.get(ExecConfig.BARRIER_TIMEOUT).seconds();
    }

    /// 0 is none.
    double shellExitTimeout() {
        return config.get(ExecConfig.SHELL_EXIT_TIMEOUT).seconds();
    }

    boolean guestsMayMock() {
        return config.get(ExecConfig.TESTEXEC);
    }

    int sdexecStopTimerSec() {
        int seconds = config.get(ExecConfig.SDEXEC_STOP_TIMER_SEC);
        return seconds < 0 ? (int) Math.ceil(effectiveMaxKillTimeout()) : seconds;
    }

    int sdexecStopTimerSignal() {
        return config.get(ExecConfig.SDEXEC_STOP_TIMER_SIGNAL);
    }

    boolean constrainsResources() {
        return config.get(ExecConfig.SDEXEC_CONSTRAIN_RESOURCES);
    }

    JsonObject sdexecProperties() {
        return config.get(ExecConfig.SDEXEC_PROPERTIES);
    }
}
