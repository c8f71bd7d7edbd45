package fluxj.services.jobshell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.job.JobId;
import fluxj.module.FixedHost;
import fluxj.module.TestBroker;
import fluxj.platform.ProcessTable;
import fluxj.service.ModuleSpec;
import fluxj.service.ServiceFactory;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A job has ended, and processes of all kinds are there.
class JobSweepTest {
    private static final String URI = "local:///run/local-0";
    private static final JobId JOB = new JobId(123_456);

    private final List<ProcessTable.Entry> running = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
    private final TestBroker broker =
            new TestBroker(
                    ServiceFactory.of(
                            "job-shell",
                            flux ->
                                    new JobShellService(
                                            flux,
                                            _ -> {
                                                throw new IllegalStateException("no shell here");
                                            },
                                            new FixedHost(),
                                            Optional.of(this::startedWith))));

    @TempDir Path rundir;

    @BeforeEach
    void begin() {
        broker.attributes().set("local-uri", URI);
        broker.attributes().set("rundir", rundir.toString());
        broker.get(broker.modules().load(ModuleSpec.of("job-shell")));
        broker.logged().clear();
    }

    private List<ProcessTable.Entry> startedWith(String variable, String value) {
        return running.stream()
                .filter(process -> value.equals(process.environment().get(variable)))
                .toList();
    }

    private void runs(String name, String uri, Map<String, String> variables) {
        Map<String, String> environment = new LinkedHashMap<>(variables);
        environment.put("FLUX_URI", uri);
        int pid = running.size() + 1;
        running.add(
                new ProcessTable.Entry(
                        pid,
                        name,
                        environment,
                        () -> {
                            ended.add(name);
                            running.removeIf(process -> process.pid() == pid);
                        }));
    }

    private void task(String name, String uri, String id, JobId namespace) {
        runs(name, uri, Map.of("FLUX_JOB_ID", id, "FLUX_KVS_NAMESPACE", namespace.namespace()));
    }

    private void sweep() {
        broker.ask("job-shell.sweep", "{\"id\":" + JOB.value() + ",\"shell_rank\":0}");
        broker.reactor().advance(Duration.ofSeconds(1));
        broker.reactor().run();
    }

    @Test
    void whatTasksHaveLeftIsEndedAndNamed() {
        task("daemon", URI, JOB.f58(), JOB);
        task("plain", URI, JOB.f58plain(), JOB);
        sweep();
        assertEquals(List.of("daemon", "plain"), ended);
        assertEquals(
                List.of(
                        "job-shell.warning: "
                                + JOB.f58()
                                + ": killed processes that the job left behind:"
                                + " 1 daemon, 2 plain"),
                broker.logged());
    }

    @Test
    void whatRunsForTheJobWithoutBeingOfItsTasksLivesOn() {
        runs("epilog", URI, Map.of("FLUX_JOB_ID", JOB.f58(), "FLUX_JOB_RANKS", "0"));
        runs("housekeeping", URI, Map.of("FLUX_JOB_ID", JOB.dec(), "FLUX_JOB_RANKS", "0"));
        sweep();
        assertEquals(List.of(), ended);
        assertEquals(List.of(), broker.logged());
    }

    /// The broker of an instance inside a job may hand the namespace of that on to what it starts.
    @Test
    void whatIsOfAnotherJobOrInstanceLivesOn() {
        JobId other = new JobId(JOB.value() + 1);
        task("other job", URI, other.f58(), other);
        task("other instance", "local:///elsewhere", JOB.f58(), JOB);
        task("epilog inside", URI, JOB.f58(), other);
        task("no id", URI, "", JOB);
        task("garbage", URI, "no job", JOB);
        sweep();
        assertEquals(List.of(), ended);
    }
}
