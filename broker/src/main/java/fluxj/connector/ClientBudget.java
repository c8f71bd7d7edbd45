package fluxj.connector;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.netty.StreamBudget;

import java.util.Optional;
import java.util.function.IntSupplier;

/// The memory of one connection: its share of its user's, and how long a message may be.
final class ClientBudget implements StreamBudget {
    private final MemoryQuota quota;
    private final IntSupplier maxMessage;
    private final Runnable makeRoom;

    /// @param maxMessage longest message that this user may send now
    /// @param makeRoom called when there is none, to give up on those who read nothing
    ClientBudget(MemoryQuota quota, IntSupplier maxMessage, Runnable makeRoom) {
        this.quota = quota;
        this.maxMessage = maxMessage;
        this.makeRoom = makeRoom;
    }

    MemoryQuota quota() {
        return quota;
    }

    @Override
    public Optional<FluxException> admit(int bytes) {
        long most = Math.min(maxMessage.getAsInt(), quota.limit());
        if (bytes > most) {
            return refused(Errno.EMSGSIZE, bytes, "the most that is taken from you is " + most);
        }
        return take(bytes)
                ? Optional.empty()
                : refused(Errno.EAGAIN, bytes, "no room now; try again later");
    }

    private static Optional<FluxException> refused(Errno errno, int bytes, String why) {
        return Optional.of(new FluxException(errno, "message of " + bytes + " bytes: " + why));
    }

    @Override
    public boolean take(long bytes) {
        if (quota.take(bytes)) {
            return true;
        }
        makeRoom.run();
        return quota.take(bytes);
    }

    @Override
    public void give(long bytes) {
        quota.give(bytes);
    }
}
