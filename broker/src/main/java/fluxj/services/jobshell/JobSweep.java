package fluxj.services.jobshell;

import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.platform.FolderRemoval;
import fluxj.platform.ProcessTable;
import fluxj.platform.ProcessTable.Entry;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.service.ServiceContext;
import fluxj.shell.spi.ShellProtocol;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Ends what the tasks of a job leave on this node: processes that went their own way, or whose
/// shell was killed. They are known by what they were started with, the job's id and namespace and
/// this broker's address, so that nothing of another job or instance is taken for them, nor its
/// epilog or housekeeping. All jobs of a second are looked for at once, since that takes a look at
/// every process of the user. The folder of a shell that could not remove it goes too.
final class JobSweep {
    private static final Duration DELAY = Duration.ofSeconds(1);

    /// What forks while it is looked for is found the next time.
    private static final int ROUNDS = 10;

    /// More are not named in the log.
    private static final int NAMED = 5;

    private record Over(JobId job, int shellRank) {}

    private final ServiceContext flux;
    private final ProcessTable table;
    private Set<Over> over = new LinkedHashSet<>();
    private boolean waiting;

    JobSweep(ServiceContext flux, ProcessTable table) {
        this.flux = flux;
        this.table = table;
    }

    /// A shell of that job has ended here.
    void ended(JobId job, int shellRank) {
        over.add(new Over(job, shellRank));
        await();
    }

    private void await() {
        if (!waiting && !over.isEmpty()) {
            waiting = true;
            flux.reactor().after(DELAY, () -> sweep().then(_ -> next(), _ -> {}));
        }
    }

    private void next() {
        waiting = false;
        await();
    }

    /// Looks at once; done when nothing is left of the jobs that have ended by now.
    Promise<Empty> sweep() {
        Set<Over> shells = over;
        over = new LinkedHashSet<>();
        Optional<String> uri = flux.attributes().get("local-uri");
        Optional<String> rundir = flux.attributes().get("rundir");
        if (shells.isEmpty() || uri.isEmpty() || rundir.isEmpty()) {
            return Promise.of(Empty.EMPTY);
        }
        Deferred<Empty> done = new Deferred<>();
        flux.reactor()
                .blocking(
                        () -> {
                            Map<JobId, List<Entry>> ended = end(jobs(shells), uri.get());
                            remove(shells, Path.of(rundir.get()));
                            return ended;
                        })
                .then(
                        ended -> {
                            ended.forEach(this::tell);
                            done.complete(Empty.EMPTY);
                        },
                        error -> {
                            flux.log().err("what jobs left behind: " + error.text());
                            done.complete(Empty.EMPTY);
                        });
        return done;
    }

    private static Set<JobId> jobs(Set<Over> shells) {
        Set<JobId> jobs = new LinkedHashSet<>();
        shells.forEach(shell -> jobs.add(shell.job()));
        return jobs;
    }

    private static void remove(Set<Over> shells, Path rundir) throws IOException {
        for (Over shell : shells) {
            for (String id : List.of(shell.job().f58(), shell.job().f58plain())) {
                FolderRemoval.remove(rundir.resolve(ShellProtocol.folder(shell.shellRank(), id)));
            }
        }
    }

    private Map<JobId, List<Entry>> end(Set<JobId> jobs, String uri) {
        Map<JobId, List<Entry>> ended = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            boolean clean = true;
            for (Entry process : table.startedWith("FLUX_URI", uri)) {
                Optional<JobId> job = job(process.environment()).filter(jobs::contains);
                if (job.isPresent()) {
                    process.end().run();
                    ended.computeIfAbsent(job.get(), _ -> new ArrayList<>()).add(process);
                    clean = false;
                }
            }
            if (clean) {
                break;
            }
        }
        return ended;
    }

    private static Optional<JobId> job(Map<String, String> environment) {
        String text = environment.getOrDefault("FLUX_JOB_ID", "");
        String namespace = environment.getOrDefault("FLUX_KVS_NAMESPACE", "");
        try {
            return Optional.of(text)
                    .filter(id -> !id.isEmpty())
                    .map(JobId::parse)
                    .filter(id -> id.namespace().equals(namespace));
        } catch (FluxException e) {
            return Optional.empty();
        }
    }

    private void tell(JobId job, List<Entry> processes) {
        List<String> names =
                processes.stream()
                        .map(each -> each.pid() + " " + each.name())
                        .distinct()
                        .limit(NAMED + 1)
                        .toList();
        flux.log()
                .warning(
                        job.f58()
                                + ": killed processes that the job left behind: "
                                + String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
                                + (names.size() > NAMED ? ", ..." : ""));
    }
}
