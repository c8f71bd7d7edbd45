package fluxj.cli.proxy;

import fluxj.cli.CommandFailure;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.IoReason;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An instance that is a job of Slurm: its first broker is found among the job's processes on this
/// host, or by asking on the job's first node.
final class SlurmJob {
    private static final int LOCAL_ID = 3;

    private final String job;

    SlurmJob(String job) {
        this.job = job;
    }

    private record Result(int exitCode, String out) {}

    /// Where its broker is.
    String uri() {
        Optional<List<String>> here = processes();
        if (here.isEmpty()) {
            return askFirstNode();
        }
        for (String pid : here.get()) {
            try {
                return new InstanceUri(ProcessUri.of(pid)).remote().text();
            } catch (CommandFailure _) {
                // One of the job's other processes.
            }
        }
        throw Unresolved.because(
                "PID "
                        + (here.get().isEmpty() ? "" : here.get().getLast())
                        + " doesn't seem to have a FLUX_URI");
    }

    /// Those that Slurm itself started first; none when the job is not on this host.
    private Optional<List<String>> processes() {
        Result listed;
        try {
            listed = run(List.of("scontrol", "listpids", job));
        } catch (IOException e) {
            return Optional.empty();
        }
        if (listed.exitCode() != 0) {
            return Optional.empty();
        }
        String self = Long.toString(ProcessHandle.current().pid());
        List<String> pids = new ArrayList<>();
        for (String line : listed.out().lines().toList()) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length > LOCAL_ID
                    && fields[LOCAL_ID].equals("0")
                    && fields[0].matches("[1-9]\\d*")
                    && !fields[0].equals(self)) {
                pids.add(fields[0]);
            }
        }
        return Optional.of(pids);
    }

    private String askFirstNode() {
        try {
            Result answer =
                    run(
                            List.of(
                                    "srun",
                                    "--overlap",
                                    "--jobid=" + job,
                                    "-w",
                                    firstNode(),
                                    "-n1",
                                    "-N1",
                                    "fluxj",
                                    "uri",
                                    "slurm:" + job));
            if (answer.exitCode() == 0) {
                return answer.out().strip();
            }
        } catch (IOException e) {
            throw Unresolved.because(IoReason.of(e));
        }
        throw Unresolved.because("Unable to resolve Flux URI for Slurm job " + job);
    }

    private String firstNode() throws IOException {
        Result answer = run(List.of("squeue", "-h", "-o", "%N", "-j", job));
        if (answer.exitCode() != 0) {
            throw Unresolved.because("unable to query nodelist for Slurm job " + job);
        }
        Hostlist hosts;
        try {
            hosts = Hostlist.parse(answer.out().strip());
        } catch (FormatException e) {
            throw Unresolved.because(String.valueOf(e.getMessage()));
        }
        if (hosts.size() == 0) {
            throw Unresolved.because("empty nodelist returned for Slurm job " + job);
        }
        return hosts.get(0);
    }

    /// Runs a command of Slurm outside of the instance that this one may be in.
    private static Result run(List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectError(Redirect.DISCARD)
                        .redirectInput(Redirect.from(new File("/dev/null")));
        builder.environment().remove("FLUX_URI");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.onExit().join().exitValue(), out);
    }
}
