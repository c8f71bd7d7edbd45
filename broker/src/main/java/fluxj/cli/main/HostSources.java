package fluxj.cli.main;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.PicocliProgram;
import fluxj.cli.Words;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Fluid;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.rpc.Empty;
import fluxj.services.joblist.JobListProtocol;
import fluxj.services.resource.ResourceProtocol;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Where the hosts of `fluxj hostlist` are from.
///
/// @param fallback take what may be a job or a host for a host when there is no such job
record HostSources(Console console, boolean fallback) {
    private static final String NO_INPUT = "FLUX_HOSTLIST_STDIN_TIMEOUT";

    /// The hosts of one source.
    Hostlist fetch(String source) {
        return switch (source) {
            case "instance" -> withClient(HostSources::ofInstance);
            case "local" -> withClient(this::ofJobOrInstance);
            case "avail", "available" -> withClient(this::available);
            case "stdin", "-" -> ofInput();
            default ->
                    isJobId(source)
                            ? withClient(client -> ofJob(client, source))
                            : Words.hostlist(source, "ERROR: Invalid jobid or hostlist " + source);
        };
    }

    private interface Lookup {
        Hostlist from(FluxClient client);
    }

    private Hostlist withClient(Lookup lookup) {
        try (FluxClient client = console.connect()) {
            return lookup.from(client);
        } catch (FluxException e) {
            throw new CommandFailure("ERROR: " + e.getMessage());
        } catch (CommandFailure e) {
            throw e.line().startsWith("ERROR: ") ? e : new CommandFailure("ERROR: " + e.line());
        }
    }

    private static Hostlist ofInstance(FluxClient client) {
        return Words.hostlist(
                client.attribute("hostlist"), "ERROR: the hostlist attribute is wrong");
    }

    private Hostlist ofJobOrInstance(FluxClient client) {
        String job = console.environment().getOrDefault("FLUX_JOB_ID", "");
        return job.isEmpty() ? ofInstance(client) : ofJob(client, job);
    }

    private Hostlist available(FluxClient client) {
        Hostlist all = ofJobOrInstance(client);
        ResourceProtocol.Status status = client.call(ResourceProtocol.STATUS, 0, Empty.EMPTY);
        Idset gone = Words.idset(status.offline(), "ERROR: bad idset");
        for (String ranks : status.drain().keys()) {
            gone = gone.union(Words.idset(ranks, "ERROR: bad idset"));
        }
        return all.select(Idset.upTo(all.size()).minus(gone));
    }

    private static boolean isJobId(String word) {
        try {
            Fluid.parse(word);
            return true;
        } catch (FormatException e) {
            return false;
        }
    }

    private Hostlist ofJob(FluxClient client, String word) {
        JobListProtocol.ById question = JobListProtocol.ById.of(Fluid.parse(word), "nodelist");
        JsonObject job;
        try {
            job = client.call(JobListProtocol.LIST_ID, 0, question).job();
        } catch (FluxException e) {
            boolean noJobs = e.errno().equals(Errno.ENOSYS);
            if (fallback && (noJobs || e.errno().equals(Errno.ENOENT))) {
                return Words.hostlist(word, "ERROR: Invalid jobid or hostlist " + word);
            }
            throw new CommandFailure(
                    "ERROR: job "
                            + word
                            + (e.errno().equals(Errno.ENOENT)
                                    ? " not found"
                                    : ": " + e.getMessage()));
        }
        return Words.hostlist(job.text("nodelist").orElse(""), "ERROR: job " + word + ": bad R");
    }

    private Hostlist ofInput() {
        Hostlist hosts = Hostlist.EMPTY;
        for (String line : input().lines().toList()) {
            hosts =
                    hosts.append(
                            Words.hostlist(
                                    line.strip(), "ERROR: Invalid hostlist: '" + line + "'"));
        }
        return hosts;
    }

    /// All of standard input. Users who forgot to name a source are told after a while.
    private String input() {
        InputStream in = console.in();
        String limit = console.environment().getOrDefault(NO_INPUT, "15.0");
        try {
            FutureTask<byte[]> first = new FutureTask<>(() -> in.readNBytes(1));
            Thread.ofPlatform().daemon().name("stdin").start(first);
            byte[] start =
                    first.get((long) (Double.parseDouble(limit) * 1e9), TimeUnit.NANOSECONDS);
            InputStream whole = new SequenceInputStream(new ByteArrayInputStream(start), in);
            byte[] bytes = start.length == 0 ? start : whole.readAllBytes();
            return PicocliProgram.text("standard input", bytes);
        } catch (NumberFormatException e) {
            throw new CommandFailure(
                    "ERROR: could not convert string to float: '" + limit + "' (" + NO_INPUT + ")");
        } catch (TimeoutException e) {
            throw new CommandFailure("ERROR: timeout after " + limit + "s waiting for stdin");
        } catch (ExecutionException | IOException e) {
            throw new CommandFailure("ERROR: cannot read standard input");
        } catch (InterruptedException e) {
            throw new CommandFailure("ERROR: interrupted");
        }
    }
}
