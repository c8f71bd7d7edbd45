package fluxj.platform.os;

import fluxj.platform.ByteStream;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Everything a stream says, until its end.
final class Collected implements ByteStream.Listener {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Deferred<byte[]> end = new Deferred<>();
    private int taken;

    static Promise<byte[]> bytesOf(ByteStream stream) {
        Collected collected = new Collected();
        stream.listen(collected);
        return collected.end;
    }

    static Promise<String> textOf(ByteStream stream) {
        return bytesOf(stream).map(all -> new String(all, StandardCharsets.UTF_8));
    }

    int taken() {
        return taken;
    }

    @Override
    public void onBytes(byte[] chunk) {
        bytes.writeBytes(chunk);
    }

    @Override
    public void onEnd() {
        end.complete(bytes.toByteArray());
    }

    @Override
    public void onTaken(int count) {
        taken += count;
    }
}
