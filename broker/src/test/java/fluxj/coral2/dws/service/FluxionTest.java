package fluxj.coral2.dws.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.job.JobState;

import org.junit.jupiter.api.Test;

import java.util.List;

class FluxionTest {
    private static final List<String> ALL_UP =
            List.of(
                    "remove_property {\"resource_path\":[\"/cl/chassis0/node0\","
                            + "\"/cl/chassis0/node1\"],\"key\":\"badrabbit\"}",
                    "set_status {\"resource_path\":\"/cl/chassis0/ssd0\",\"status\":\"up\"}",
                    "set_status {\"resource_path\":\"/cl/chassis0/ssd1\",\"status\":\"up\"}",
                    "remove_property {\"resource_path\":[\"/cl/chassis1/node2\","
                            + "\"/cl/chassis1/node3\"],\"key\":\"badrabbit\"}",
                    "set_status {\"resource_path\":\"/cl/chassis1/ssd0\",\"status\":\"up\"}",
                    "set_status {\"resource_path\":\"/cl/chassis1/ssd1\",\"status\":\"up\"}");

    private final ServiceRun run = new ServiceRun("{}", () -> false);
    private final FluxionDouble fluxion = run.instance.fluxion();

    /// What Fluxion was told, once each.
    private List<String> told() {
        return fluxion.told().stream().distinct().toList();
    }

    @Test
    void rabbitsThatAreReadyAreUp() {
        run.start(true);
        assertEquals(ALL_UP, fluxion.told());
    }

    @Test
    void theSsdsOfARabbitThatFailsGoDown() {
        run.start(true);
        fluxion.told().clear();
        run.faults("rabbit rabbit=rabbit1 status=Failed");
        run.seconds(1);
        assertEquals(
                List.of(
                        ALL_UP.get(3),
                        "set_status {\"resource_path\":\"/cl/chassis1/ssd0\",\"status\":\"down\"}",
                        "set_status {\"resource_path\":\"/cl/chassis1/ssd1\",\"status\":\"down\"}"),
                fluxion.told());
    }

    @Test
    void oneThatIsLoadedAgainIsToldAgain() {
        run.start(true);
        fluxion.told().clear();
        run.seconds(65);
        assertEquals(List.of(), fluxion.told());
        fluxion.load();
        run.seconds(15);
        assertEquals(ALL_UP, told());
        fluxion.told().clear();
        run.seconds(100);
        assertEquals(List.of(), fluxion.told());
    }

    @Test
    void oneThatComesAfterTheServiceIsTold() {
        fluxion.unload();
        run.start(true);
        run.seconds(65);
        fluxion.load();
        run.seconds(15);
        assertEquals(ALL_UP, told());
        assertEquals(
                1, run.log.stream().filter(line -> line.startsWith("RPC error")).count(), "warned");
    }

    @Test
    void oneThatIsLoadedAgainHearsWhichRabbitsJobsHave() {
        run.start();
        InstanceDouble.Job job = run.instance.submit(100, "node0", ServiceRun.XFS);
        run.seconds(5);
        List<String> alloc =
                List.of(
                        "set_property {\"sp_resource_path\":\"/cluster0/node0\","
                                + "\"sp_keyval\":\"alloc_rabbit=yes\"}",
                        "set_property {\"sp_resource_path\":\"/cluster0/node1\","
                                + "\"sp_keyval\":\"alloc_rabbit=yes\"}");
        fluxion.load();
        run.seconds(15);
        assertEquals(alloc, told().stream().filter(line -> line.contains("alloc")).toList());
        job.finish();
        run.seconds(10);
        assertEquals(JobState.INACTIVE, job.state());
        fluxion.load();
        run.seconds(15);
        assertEquals(List.of(), told().stream().filter(line -> line.contains("alloc")).toList());
    }
}
