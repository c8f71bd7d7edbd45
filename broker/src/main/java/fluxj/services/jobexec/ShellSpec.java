package fluxj.services.jobexec;

import fluxj.config.tables.ExecConfig;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.List;
import java.util.Optional;

/// How the shells of a job are run, as `attributes.system.exec` of its jobspec and the settings
/// say. Where no program is named, the brokers' own shells run it.
///
/// @param program the job shell; empty when it is part of the broker
/// @param service what runs it
/// @param exception the moment at which the job fails: `init` or `starting`
/// @param expectedCpus what `sdexec` is to find, for its tests
/// @param barrierTimeout seconds; 0 is none
record ShellSpec(
        Optional<String> program,
        String service,
        Optional<String> exception,
        Optional<String> expectedCpus,
        double barrierTimeout) {
    private static final String EXCEPTION = "mock_exception";
    private static final String EXPECTED_CPUS = "sdexec-test-expected-cpus";
    private static final String BARRIER_TIMEOUT = "barrier-timeout";
    private static final List<String> KEYS =
            List.of("service", EXCEPTION, EXPECTED_CPUS, BARRIER_TIMEOUT);

    /// How the shells of a job are run.
    ///
    /// @throws FluxException EINVAL when it cannot be run, saying why
    static ShellSpec of(JobFacts job, ExecSettings settings) {
        if (job.multiuser() && settings.imp().isEmpty()) {
            throw new FluxException(
                    Errno.EINVAL, "unable run multiuser job with no IMP configured!");
        }
        JsonObject members = job.system("exec", "bulkexec").orElse(JsonObject.EMPTY);
        for (String key : members.keys()) {
            if (!KEYS.contains(key)) {
                throw malformed(job, "1 object item(s) left unpacked: " + key);
            }
        }
        double timeout =
                switch (members.get(BARRIER_TIMEOUT).orElse(JsonValue.Null.NULL)) {
                    case JsonValue.Real(double real) -> real;
                    case JsonValue.Whole(long whole) -> whole;
                    case JsonValue.Null _ -> settings.barrierTimeout();
                    case JsonValue other ->
                            throw malformed(
                                    job, "Expected real or integer, got " + other.typeName());
                };
        Optional<String> program = program(job, settings);
        return new ShellSpec(
                program,
                program.isEmpty() ? ExecSettings.JOB_SHELL : settings.service(),
                text(job, members, EXCEPTION),
                text(job, members, EXPECTED_CPUS),
                timeout);
    }

    private static Optional<String> program(JobFacts job, ExecSettings settings) {
        String service = settings.service();
        if (!ExecSettings.SERVICES.contains(service)) {
            throw new FluxException(Errno.EINVAL, "unsupported exec.service value: " + service);
        }
        if (service.equals(ExecSettings.JOB_SHELL)) {
            if (job.multiuser() || settings.isBackground()) {
                throw new FluxException(
                        Errno.EINVAL, "this job needs a job shell that is a program");
            }
            return Optional.empty();
        }
        Optional<String> home = home(job);
        Optional<String> program =
                job.system("exec")
                        .flatMap(exec -> exec.text("job_shell"))
                        .or(
                                () ->
                                        home.isPresent()
                                                ? settings.programOf(home.get())
                                                : settings.jobShell());
        // Brokers run their owner's jobs alone, and what is in one ends with it.
        return program.isEmpty() && (job.multiuser() || settings.isBackground())
                ? Optional.of(settings.ownShell())
                : program;
    }

    /// The shell option `shell.home`: `broker`, or `process` for one of its own.
    ///
    /// @throws FluxException EINVAL for another word
    private static Optional<String> home(JobFacts job) {
        Optional<JsonValue> home =
                job.system("shell", "options", "shell").flatMap(option -> option.get("home"));
        return home.map(
                value -> {
                    if (value instanceof JsonValue.Text(String word)
                            && ExecConfig.SHELL_HOMES.contains(word)) {
                        return word;
                    }
                    throw new FluxException(
                            Errno.EINVAL,
                            "invalid shell option shell.home="
                                    + value
                                    + ": a shell's home is "
                                    + String.join(" or ", ExecConfig.SHELL_HOMES));
                });
    }

    private static Optional<String> text(JobFacts job, JsonObject members, String key) {
        Optional<JsonValue> value = members.get(key);
        if (value.isPresent() && !(value.get() instanceof JsonValue.Text)) {
            throw malformed(job, "Expected string, got " + value.get().typeName());
        }
        return members.text(key);
    }

    private static FluxException malformed(JobFacts job, String why) {
        return new FluxException(
                Errno.EINVAL, "failed to unpack system.exec.bulkexec for " + job + ": " + why);
    }
}
