package fluxj.cli.proxy;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.client.BytePump;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.platform.os.OsHostFacts;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Random;

/// `fluxj relay`: relay messages between stdio and local://path.
@Command(
        name = "relay",
        description = "Relay messages between stdio and local://path",
        sortOptions = false)
public final class RelayCommand extends FluxCommand {
    @Parameters(paramLabel = "path")
    private String path = "";

    public RelayCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        try (SocketChannel broker = FluxClient.openRaw("local://" + path, console().environment());
                FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            Thread.ofPlatform()
                    .daemon()
                    .name("relay")
                    .start(
                            () -> {
                                BytePump.copy(Channels.newChannel(console().in()), broker);
                                close(broker);
                            });
            BytePump.copy(broker, out.getChannel());
        } catch (FluxException e) {
            // Seen by somebody on another host.
            String host = new OsHostFacts(new Random()).hostname();
            throw new CommandFailure(host + ": local://" + path + ": " + e.getMessage());
        } catch (IOException e) {
            throw new CommandFailure("the connection cannot be closed");
        }
    }

    private static void close(SocketChannel broker) {
        try {
            broker.close();
        } catch (IOException e) {
            // It is closed all the same.
            return;
        }
    }
}
