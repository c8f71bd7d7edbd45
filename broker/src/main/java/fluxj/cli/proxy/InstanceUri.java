package fluxj.cli.proxy;

import fluxj.cli.CommandFailure;
import fluxj.format.Fluid;
import fluxj.format.FormatException;
import fluxj.format.IoReason;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Where the broker of an instance is reached.
///
/// @param text `local://PATH` or `ssh://[USER@]HOST[:PORT]/PATH`
public record InstanceUri(String text) {
    private static final String LOCAL = "local://";
    private static final String SSH = "ssh://";
    private static final String JOBS =
            ": jobs are not known here yet; name the instance by its local:// or ssh:// URI, or by"
                    + " pid:PID";

    /// Finds what a user named: a URI, `pid:` and a process of the instance, or a job.
    static InstanceUri resolve(String target) {
        if (target.startsWith(LOCAL) || target.startsWith(SSH)) {
            return new InstanceUri(target);
        }
        if (target.startsWith("/")) {
            return new InstanceUri(LOCAL + target);
        }
        int colon = target.indexOf(':');
        String scheme = colon < 0 ? "jobid" : target.substring(0, colon);
        return switch (scheme) {
            case "pid" -> new InstanceUri(ofProcess(target.substring(colon + 1)));
            case "jobid" -> throw new CommandFailure("ERROR: " + jobProblem(target, colon));
            case "slurm", "lsf" ->
                    throw new CommandFailure(
                            "ERROR: "
                                    + scheme
                                    + " jobs are not resolved here: give the instance's ssh:// URI,"
                                    + " or ask flux uri");
            default -> throw new CommandFailure("ERROR: No plugin for URI scheme " + scheme);
        };
    }

    private static String jobProblem(String target, int colon) {
        String job = target.substring(colon + 1);
        int end = job.indexOf('/');
        try {
            Fluid.parse(end < 0 ? job : job.substring(0, end));
            return target + JOBS;
        } catch (FormatException e) {
            return target + " is not a valid Flux jobid";
        }
    }

    private static String ofProcess(String pid) {
        Path process = Path.of("/proc", pid);
        try {
            String name = Files.readString(process.resolve("comm")).strip();
            Path chosen = name.startsWith("flux-broker") ? firstChild(process, pid) : process;
            byte[] environment = Files.readAllBytes(chosen.resolve("environ"));
            for (String line : new String(environment, StandardCharsets.UTF_8).split("\0", -1)) {
                if (line.startsWith("FLUX_URI=")) {
                    return line.substring("FLUX_URI=".length());
                }
            }
        } catch (IOException e) {
            throw new CommandFailure("ERROR: " + IoReason.of(e) + ": '" + process + "'");
        }
        throw new CommandFailure("ERROR: PID " + pid + " doesn't seem to have a FLUX_URI");
    }

    /// Its own environment is from before it knew its URI; that of its children has it.
    private static Path firstChild(Path process, String pid) throws IOException {
        List<Path> tasks;
        try (var found = Files.list(process.resolve("task"))) {
            tasks = found.sorted().toList();
        }
        for (Path task : tasks) {
            String children = Files.readString(task.resolve("children")).strip();
            if (!children.isEmpty()) {
                return Path.of("/proc", children.split(" ", -1)[0]);
            }
        }
        throw new CommandFailure("ERROR: PID " + pid + " is a flux-broker and no child found");
    }

    /// The same broker, as its own host reaches it when `FLUX_URI_RESOLVE_LOCAL` is set.
    public InstanceUri chosen(Map<String, String> environment) {
        return environment.containsKey("FLUX_URI_RESOLVE_LOCAL") ? new InstanceUri(local()) : this;
    }

    /// The same broker as other hosts reach it.
    String remote(String hostname) {
        return text.startsWith(LOCAL) ? SSH + hostname + text.substring(LOCAL.length()) : text;
    }

    /// The same broker as its own host reaches it.
    String local() {
        return text.startsWith(SSH) ? LOCAL + parsed().getPath() : text;
    }

    /// User, host and port of a remote URI; empty for a local one.
    String authority() {
        return text.startsWith(SSH) ? String.valueOf(parsed().getRawAuthority()) : "";
    }

    private URI parsed() {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new CommandFailure("ERROR: '" + text + "' is no URI");
        }
    }
}
