package fluxj.cli.rabbit;

import fluxj.coral2.dws.tracker.EpilogTimer;
import fluxj.coral2.dws.tracker.JobHistory;
import fluxj.coral2.dws.tracker.JobHistoryReader;
import fluxj.coral2.dws.tracker.RabbitJobPicture;
import fluxj.coral2.dws.tracker.RabbitService;
import fluxj.coral2.dws.tracker.storage.DataMovement;
import fluxj.coral2.dws.tracker.storage.HostMount;
import fluxj.coral2.dws.tracker.storage.RabbitAllocation;
import fluxj.coral2.dws.tracker.storage.RabbitHealth;
import fluxj.coral2.dws.tracker.storage.RabbitStorage;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Seen;
import fluxj.coral2.dws.tracker.storage.RabbitWorkflow;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Pictures of jobs on 2026-11-22 around 10:17, when it is 1795342620 seconds since the epoch.
final class Pictures {
    static final double NOW = 1_795_342_620;
    static final JobId JOB = new JobId(57_159_974_912L);

    private static final String WORKFLOW =
            """
            {"metadata":{"name":"fluxjob-57159974912","namespace":"default",
              "creationTimestamp":"2026-11-22T10:10:00Z",
              "finalizers":["flux-framework.readthedocs.io/workflow",
                "dataworkflowservices.github.io/workflow"]},
             "spec":{"desiredState":"DESIRED","jobID":"fq2hjWw"},
             "status":{"state":"STATE","ready":READY,"status":"HEALTH","message":"MESSAGE",
              "desiredStateChange":"2026-11-22T10:15:00.000000Z"}}
            """;

    private static final String MOUNT =
            """
            {"metadata":{"name":"default-fluxjob-57159974912-0-computes","namespace":"HOST"},
             "spec":{"node":"HOST","desiredState":"unmounted","mounts":[{"mountPath":"/mnt"}]},
             "status":{"allReady":READY,"mounts":[{"state":"STATE","ready":READY}]}}
            """;

    private Pictures() {}

    static JobHistory history(String... events) {
        List<String> lines = new ArrayList<>();
        for (String each : events) {
            lines.add("{\"timestamp\":" + each.replaceFirst(" ", ",\"name\":") + "}");
        }
        return JobHistoryReader.read(
                Eventlog.decode(
                        (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    /// A job whose tasks have ended two minutes ago.
    static JobHistory inEpilog() {
        return history(
                "1795342200 \"submit\",\"context\":{\"userid\":1001,\"version\":1}",
                "1795342201 \"validate\"",
                "1795342202 \"memo\",\"context\":{\"rabbits\":\"rabbit[0-1]\"}",
                "1795342203 \"depend\"",
                "1795342204 \"priority\"",
                "1795342205 \"alloc\"",
                "1795342206 \"start\"",
                "1795342500 \"finish\",\"context\":{\"status\":0}",
                "1795342500 \"epilog-start\",\"context\":{\"description\":\"dws-epilog\"}");
    }

    static RabbitWorkflow workflow(String state, boolean ready, String health, String message) {
        return RabbitWorkflow.of(
                JsonObject.parse(
                        WORKFLOW.replace("DESIRED", state)
                                .replace("STATE", state)
                                .replace("READY", Boolean.toString(ready))
                                .replace("HEALTH", health)
                                .replace("MESSAGE", message)));
    }

    static HostMount mount(String host, String state, boolean ready) {
        return HostMount.of(
                        JsonObject.parse(
                                MOUNT.replace("HOST", host)
                                        .replace("STATE", state)
                                        .replace("READY", Boolean.toString(ready))))
                .orElseThrow();
    }

    static RabbitAllocation allocation(String rabbit) {
        return new RabbitAllocation(rabbit, "xfs", 10L << 30, true);
    }

    static DataMovement running() {
        return new DataMovement("nnf-dm-1", "Running", "", "", Optional.of(NOW - 90));
    }

    static RabbitHealth disabled(String rabbit) {
        return new RabbitHealth(
                rabbit,
                "Disabled",
                "Disabled",
                Optional.of(
                        "workflow fluxjob-57159974912 timed out with an active allocation on this"
                                + " rabbit"),
                Optional.of("2026-11-22 10:17:01.122758"));
    }

    /// Two of three hosts do not unmount.
    static Seen hanging(String state) {
        return new Seen(
                Optional.of(workflow(state, false, "DriverWait", "")),
                List.of(
                        mount("tioga12", "mounted", true),
                        mount("tioga13", "mounted", true),
                        mount("tioga14", "unmounted", true)),
                List.of(allocation("rabbit0"), allocation("rabbit1")),
                List.of(),
                List.of());
    }

    static RabbitJobPicture of(JobHistory job, RabbitStorage storage) {
        return new RabbitJobPicture(
                JOB,
                job,
                Optional.of(JsonValue.of("#DW jobdw type=xfs capacity=10GiB name=project1")),
                storage,
                new EpilogTimer(OptionalDouble.of(3600)),
                RabbitService.REMEMBERS);
    }
}
