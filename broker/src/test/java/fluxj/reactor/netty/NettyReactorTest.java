package fluxj.reactor.netty;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class NettyReactorTest {
    private final CountDownLatch ran = new CountDownLatch(1);

    @Test
    void anotherThreadMayPostUntilTheEndAndAfterIt() throws InterruptedException {
        NettyReactor reactor =
                new NettyReactor(
                        "test",
                        fault -> {
                            throw new AssertionError(fault);
                        });
        reactor.post(ran::countDown);
        assertTrue(ran.await(10, TimeUnit.SECONDS));
        reactor.close();
        reactor.awaitClosed();
        assertDoesNotThrow(() -> reactor.post(() -> ran.countDown()));
    }
}
