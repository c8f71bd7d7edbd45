package fluxj.coral2.dws.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.module.ManualReactor;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

class FreshTokenTest {
    private final ManualReactor reactor = new ManualReactor();
    private final Queue<String> source = new ArrayDeque<>();
    private final FreshToken token = new FreshToken(reactor, "first", this::next);

    private String next() {
        if (source.isEmpty()) {
            throw new FluxException(Errno.ENOENT, "kubeconfig k: No such file or directory");
        }
        return source.remove();
    }

    private void useAfter(Duration time) {
        reactor.advance(time);
        token.use();
        reactor.run();
    }

    @Test
    void oneThatHasAgedIsReadAgainAsItIsUsed() {
        source.add("second");
        useAfter(Duration.ofSeconds(50));
        assertEquals("first", token.getToken());
        useAfter(Duration.ofSeconds(11));
        assertEquals("second", token.getToken());
    }

    @Test
    void oneThatCannotBeReadLeavesTheLastInForceAndIsExplained() {
        useAfter(Duration.ofMinutes(2));
        assertEquals("first", token.getToken());
        FluxException refusal = new FluxException(Errno.EACCES, "Unauthorized");
        assertEquals(
                "Unauthorized (kubeconfig k: No such file or directory)",
                token.explained(refusal).getMessage());
        source.add("second");
        useAfter(Duration.ofMinutes(2));
        assertEquals("second", token.getToken());
        assertEquals("Unauthorized", token.explained(refusal).getMessage());
    }
}
