package fluxj.services.runat;

import fluxj.platform.ByteStream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Cuts a stream into lines without their newlines; a last line need not have one. A line longer
/// than a limit is cut.
final class Lines implements ByteStream.Listener {
    private static final int LIMIT = 64 * 1024;

    private final Consumer<String> onLine;
    private final Runnable onDone;
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();

    Lines(Consumer<String> onLine, Runnable onDone) {
        this.onLine = onLine;
        this.onDone = onDone;
    }

    @Override
    public void onBytes(byte[] chunk) {
        for (byte b : chunk) {
            if (b == '\n') {
                emit();
            } else {
                part.write(b);
                if (part.size() == LIMIT) {
                    emit();
                }
            }
        }
    }

    @Override
    public void onEnd() {
        if (part.size() > 0) {
            emit();
        }
        onDone.run();
    }

    private void emit() {
        String line = part.toString(StandardCharsets.UTF_8);
        part.reset();
        onLine.accept(line);
    }
}
