package fluxj.services.jobexec;

import fluxj.format.Idset;
import fluxj.job.Rv1;
import fluxj.json.JsonValue;
import fluxj.subprocess.Command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The command that is a job's shell: `[imp exec] <job shell> <id>` (spec services 12).
final class ShellProgram {
    private final JobFacts job;
    private final ExecSettings settings;
    private final ShellSpec spec;

    ShellProgram(JobFacts job, ExecSettings settings, ShellSpec spec) {
        this.job = job;
        this.settings = settings;
        this.spec = spec;
    }

    /// The service that runs it.
    String service() {
        return spec.service();
    }

    /// What the service's lists and logs call it.
    String name() {
        return job.multiuser() ? "imp-shell" : "shell";
    }

    /// The program without its directories.
    String component() {
        String program = line().getFirst();
        return program.substring(program.lastIndexOf('/') + 1);
    }

    private List<String> line() {
        List<String> line = new ArrayList<>();
        if (job.multiuser()) {
            line.add(settings.imp().orElseThrow());
            line.add("exec");
        }
        line.add(spec.program().orElse(ExecSettings.JOB_SHELL));
        line.add(job.id().dec());
        return line;
    }

    /// The command on one broker.
    ///
    /// @param variables the environment of this broker
    Command on(int rank, Map<String, String> variables) {
        if (spec.program().isEmpty()) {
            return Command.of(line(), Map.of());
        }
        Map<String, String> env = new LinkedHashMap<>(variables);
        env.put("FLUX_KVS_NAMESPACE", job.namespace());
        if (job.multiuser()) {
            env.put("FLUX_IMP_EXEC_HELPER", "flux imp_exec_helper " + job.id().dec());
        }
        Command command = Command.of(line(), env);
        return spec.service().equals(ExecSettings.SDEXEC)
                ? command.withOpts(unitOptions(rank))
                : command;
    }

    /// What `sdexec` makes the unit of.
    private Map<String, String> unitOptions(int rank) {
        Map<String, String> opts = new LinkedHashMap<>();
        settings.sdexecProperties()
                .members()
                .forEach((key, value) -> opts.put("SDEXEC_PROP_" + key, text(value)));
        if (job.multiuser()) {
            opts.put("SDEXEC_PROP_KillMode", "process");
            opts.put("SDEXEC_PROP_Type", "notify");
            opts.put("SDEXEC_PROP_TimeoutStopUSec", "infinity");
            opts.put(
                    "SDEXEC_STOP_TIMER_SIGNAL", Integer.toString(settings.sdexecStopTimerSignal()));
            opts.put("SDEXEC_STOP_TIMER_SEC", Integer.toString(settings.sdexecStopTimerSec()));
        }
        String id = job.id().f58plain();
        opts.put("SDEXEC_NAME", label(rank) + ".service");
        opts.put("SDEXEC_PROP_Description", "User workload for Flux job " + id);
        if (settings.constrainsResources()) {
            opts.put("SDEXEC_R_LOCAL", Rv1.json(job.resources().only(Idset.of(rank))).toString());
        }
        spec.expectedCpus().ifPresent(cpus -> opts.put("SDEXEC_TEST_EXPECTED_CPUS", cpus));
        return opts;
    }

    private static String text(JsonValue value) {
        return value instanceof JsonValue.Text(String text) ? text : value.toString();
    }

    /// A name that no other shell of the broker's host has.
    String label(int rank) {
        return name() + "-" + rank + "-" + job.id().f58plain();
    }
}
