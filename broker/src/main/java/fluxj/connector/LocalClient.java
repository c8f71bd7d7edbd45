package fluxj.connector;

import fluxj.json.JsonObject;
import fluxj.reactor.netty.MessageStream;
import fluxj.routing.DisconnectTracker;
import fluxj.routing.PendingRequests;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// One accepted connection.
final class LocalClient {
    /// Who connected.
    record Identity(String uuid, Credentials cred, int pid) {}

    private final String uuid;
    private final Credentials cred;
    private final int pid;
    private final MessageStream stream;
    private final DisconnectTracker disconnects = new DisconnectTracker();
    private final PendingRequests pendingRequests = new PendingRequests();
    private final StreamCredit credit;
    private final @Nullable GuestRequests guest;
    private boolean held;
    private int sent;
    private int received;

    /// @param guest counts what a guest asks; empty for the owner
    LocalClient(
            Identity identity,
            MessageStream stream,
            StreamCredit credit,
            Optional<GuestRequests> guest) {
        this.uuid = identity.uuid();
        this.cred = identity.cred();
        this.pid = identity.pid();
        this.stream = stream;
        this.credit = credit;
        this.guest = guest.orElse(null);
    }

    String uuid() {
        return uuid;
    }

    /// The first letters of the UUID, enough to tell clients apart in a log.
    String shortUuid() {
        return uuid.substring(0, 5);
    }

    Credentials cred() {
        return cred;
    }

    DisconnectTracker disconnects() {
        return disconnects;
    }

    /// What this client was asked as a service and has not answered.
    PendingRequests pendingRequests() {
        return pendingRequests;
    }

    /// What holds back the processes that this client runs.
    StreamCredit credit() {
        return credit;
    }

    /// What a guest has asked and waits for; null for the owner.
    @Nullable GuestRequests guest() {
        return guest;
    }

    /// The message with the credentials it may have (spec broker 1.6): a guest's are always the
    /// connection's, the owner may speak for others.
    Message stamp(Message message) {
        received++;
        if (!cred.hasAny(Credentials.OWNER)) {
            return message.withCred(cred);
        }
        Credentials own = message.cred();
        int userid = own.userid() == Credentials.USERID_UNKNOWN ? cred.userid() : own.userid();
        int rolemask = own.rolemask() == 0 ? cred.rolemask() : own.rolemask();
        return message.withCred(new Credentials(userid, rolemask));
    }

    /// True when this client may see an event: a private one is for the owner and its sender.
    boolean maySee(Event event) {
        return !event.has(Message.PRIVATE)
                || cred.hasAny(Credentials.OWNER)
                || event.cred().userid() == cred.userid();
    }

    void send(Message message) {
        sent++;
        stream.send(message);
    }

    /// Sends a message and runs `onTaken` when the client's kernel has it.
    void send(Message message, Runnable onTaken) {
        sent++;
        stream.send(message, onTaken);
    }

    /// Bytes that wait for the client to read.
    long unsentBytes() {
        return stream.unsentBytes();
    }

    /// How long the client has read nothing of what waits for it; 0 when nothing does.
    long stalledNanos() {
        return stream.stalledNanos();
    }

    /// Cuts off a client that reads nothing.
    void giveUpStalled() {
        stream.giveUpStalled();
    }

    /// Takes nothing of the client's any more, or goes on.
    void hold(boolean on) {
        held = on;
        stream.hold(on);
    }

    boolean isHeld() {
        return held;
    }

    void close() {
        stream.close();
    }

    /// This client in the reply to `stats-get`, where sending and receiving are the client's.
    JsonObject statistics() {
        return JsonObject.builder()
                .put("uuid", uuid)
                .put("userid", cred.userid())
                .put("pid", pid)
                .put("txcount", received)
                .put("rxcount", sent)
                .put("rxbacklog", stream.unsentMessages())
                .build();
    }
}
