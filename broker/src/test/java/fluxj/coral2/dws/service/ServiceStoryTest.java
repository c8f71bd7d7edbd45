package fluxj.coral2.dws.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.coral2.dws.kubernetes.Kind;

import org.junit.jupiter.api.Test;

import java.util.List;

class ServiceStoryTest {
    private static final String ID = "fluxjob-100";

    private static ServiceRun run(String rabbit) {
        ServiceRun run = new ServiceRun(rabbit, () -> false);
        run.start();
        return run;
    }

    @Test
    void aJobGetsItsStorageAndLeavesNothing() {
        ServiceRun run = run("{\"save_datamovements\":1}");
        InstanceDouble.Job job = run.instance.submit(100, "node0", ServiceRun.XFS);
        run.seconds(5);
        job.finish();
        run.seconds(5);
        assertEquals(
                List.of(
                        "memo {\"rabbit_workflow\":\"fluxjob-100\"}",
                        "prolog-start",
                        "memo {\"rabbits\":\"rabbit0\"}",
                        "dws_environment",
                        "prolog-finish 0",
                        "finish",
                        "epilog-start",
                        "epilog-finish 0",
                        "clean"),
                job.events());
        assertEquals(List.of(), run.names(Kind.WORKFLOW));
        assertEquals(
                List.of(
                        "rabbit_datain_timing",
                        "rabbit_datamovements",
                        "rabbit_dataout_timing",
                        "rabbit_postrun_timing",
                        "rabbit_prerun_timing",
                        "rabbit_proposal_timing",
                        "rabbit_setup_timing",
                        "rabbit_teardown_timing",
                        "rabbit_workflow"),
                run.instance.kept(job));
    }
}
