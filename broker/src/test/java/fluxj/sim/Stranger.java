package fluxj.sim;

import fluxj.overlay.DealerListener;
import fluxj.overlay.DealerSocket;
import fluxj.overlay.OverlayProtocol;
import fluxj.overlay.OverlayProtocol.Hello;
import fluxj.overlay.SocketOptions;
import fluxj.overlay.tree.OverlayPlan;
import fluxj.wire.Control;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A peer that says what a test wants it to say, true or not.
final class Stranger {
    static final String UUID = "00000000-0000-4000-8000-000000000000";

    private final List<Message> heard = new ArrayList<>();
    private final SimReactor reactor;
    private final DealerSocket socket;

    Stranger(SimCluster flux, int parent) {
        reactor = flux.strangerReactor();
        socket =
                flux.strangerTransport(reactor)
                        .dealer(
                                SocketOptions.of(UUID, flux.strangerSecurity()),
                                new DealerListener() {
                                    @Override
                                    public void onMessage(Message message) {
                                        heard.add(message);
                                    }

                                    @Override
                                    public void onRejected(String peer, String reason) {
                                        throw new IllegalStateException(reason);
                                    }
                                });
        reactor.run(() -> socket.connect("ipc:///sim/node" + parent));
    }

    void send(Message message) {
        reactor.run(() -> socket.send(message));
    }

    /// A hello as a broker says it.
    static Hello hello(int rank) {
        return new Hello(rank, OverlayPlan.VERSION, UUID, 1, Optional.of("node" + rank));
    }

    void say(Hello hello) {
        say(Payload.of(hello), Credentials.OWNER);
    }

    void say(Payload hello, int role) {
        send(
                Request.of(OverlayProtocol.HELLO, hello, Message.NODEID_ANY, 0, 0)
                        .withCred(new Credentials(Credentials.USERID_UNKNOWN, role)));
    }

    List<Message> heard() {
        return heard;
    }

    /// The error number and text of the last answer.
    String lastAnswer() {
        for (Message message : heard.reversed()) {
            if (message instanceof Response response) {
                return response.errnum() == 0
                        ? "ok"
                        : response.errnum() + " " + response.error().text();
            }
        }
        return "none";
    }

    boolean wasToldToGo() {
        for (Message message : heard) {
            if (message instanceof Control control && control.controlType() == Control.DISCONNECT) {
                return true;
            }
        }
        return false;
    }
}
