package fluxj.shellplugins.output;

import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellProtocol;
import fluxj.subprocess.IoObject;

/// Another shell's: the leader, which is sent no more messages than it has given credit for.
final class LeaderSink implements OutputSink {
    private final ShellContext shell;
    private final OutputSettings.Credits settings;
    private final Runnable onRoom;
    private int credits;
    private boolean asking;

    /// @param onRoom run when tasks need not wait any more
    LeaderSink(ShellContext shell, OutputSettings.Credits settings, Runnable onRoom) {
        this.shell = shell;
        this.settings = settings;
        this.onRoom = onRoom;
        credits = settings.high();
    }

    @Override
    public boolean isFull() {
        return credits <= 0;
    }

    @Override
    public void data(String stream, int rank, byte[] bytes) {
        send("data", RecordCodec.encode(IoObject.of(stream, rank, bytes)));
    }

    @Override
    public void end(String stream, int rank) {
        send("data", RecordCodec.encode(IoObject.end(stream, rank)));
    }

    @Override
    public void log(JsonObject context) {
        send("log", context);
    }

    private void send(String name, JsonObject context) {
        shell.messages()
                .tell(
                        0,
                        ShellProtocol.WRITE,
                        new ShellProtocol.Write(name, shell.job().rank(), context));
        credits--;
        if (credits <= settings.low() && !asking) {
            ask();
        }
        if (credits == 0) {
            shell.log().debug("flow control stop");
        }
    }

    private void ask() {
        asking = true;
        shell.messages()
                .ask(0, ShellProtocol.WRITE_GETCREDIT, new ShellProtocol.Credits(settings.high()))
                .then(
                        granted -> {
                            boolean waited = isFull();
                            asking = false;
                            credits += granted.credits();
                            if (credits <= settings.low()) {
                                // A burst in one piece has used up more than one grant.
                                ask();
                            }
                            if (waited && !isFull()) {
                                shell.log().debug("flow control start");
                                onRoom.run();
                            }
                        },
                        error ->
                                shell.log()
                                        .error(
                                                "output is stopped and getcredit failed: "
                                                        + error.getMessage()));
    }
}
