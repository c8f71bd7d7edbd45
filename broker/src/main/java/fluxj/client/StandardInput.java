package fluxj.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// Reads standard input on a thread of its own and hands it to the reactor, one piece at a time:
/// the next is read when the last was asked to be followed.
public final class StandardInput {
    private static final int PIECE = 64 * 1024;

    private final ClientReactor reactor;
    private final InputStream in;
    private final Consumer<byte[]> onData;
    private final Semaphore wanted = new Semaphore(0);
    private boolean asked;
    private boolean begun;

    /// Nothing is read before it is asked for.
    ///
    /// @param onData takes each piece; an empty one is the end
    public StandardInput(ClientReactor reactor, InputStream in, Consumer<byte[]> onData) {
        this.reactor = reactor;
        this.in = in;
        this.onData = onData;
    }

    /// Asks for one piece more; asking again before it came changes nothing.
    public void request() {
        if (asked) {
            return;
        }
        asked = true;
        if (!begun) {
            begun = true;
            reactor.endsWith(Thread.ofPlatform().daemon().name("stdin").start(this::read));
        }
        wanted.release();
    }

    private void read() {
        byte[] buffer = new byte[PIECE];
        int count;
        do {
            try {
                wanted.acquire();
                count = in.read(buffer);
            } catch (IOException | InterruptedException _) {
                count = -1;
            }
            byte[] piece = count <= 0 ? new byte[0] : Arrays.copyOf(buffer, count);
            reactor.post(
                    () -> {
                        asked = false;
                        onData.accept(piece);
                    });
        } while (count > 0);
    }
}
