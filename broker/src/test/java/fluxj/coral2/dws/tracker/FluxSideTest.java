package fluxj.coral2.dws.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.job.JobId;
import fluxj.module.ManualReactor;
import fluxj.rpc.RpcClient;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class FluxSideTest {
    @Test
    void aServiceThatHangsIsNotWaitedFor() {
        ManualReactor reactor = new ManualReactor();
        FluxSide flux = new FluxSide(new RpcClient(_ -> {}, () -> 0), reactor);
        List<RabbitService> told = new ArrayList<>();
        flux.serving().map(serving -> serving.of(new JobId(7))).then(told::add, _ -> {});
        reactor.advance(Duration.ofSeconds(4));
        assertEquals(List.of(), told);
        reactor.advance(Duration.ofSeconds(2));
        assertEquals(List.of(RabbitService.SILENT), told);
    }
}
