package fluxj.coral2.pals;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import org.jspecify.annotations.Nullable;

/// The book of the distributors that are loaded; the last to go closes it.
final class SharedPorts {
    private @Nullable PortBook book;
    private int users;

    /// The book for one more distributor.
    ///
    /// @throws FluxException EINVAL when it wants another range than the one that is in use
    PortBook join(PortSettings settings) {
        if (book == null) {
            book = new PortBook(new PortPool(settings.min(), settings.max()));
        } else if (settings.isRangeGiven()
                && (settings.min() != book.pool().min() || settings.max() != book.pool().max())) {
            throw new FluxException(
                    Errno.EINVAL,
                    "ports "
                            + book.pool().min()
                            + " to "
                            + book.pool().max()
                            + " are distributed already");
        }
        users++;
        return book;
    }

    /// Undoes one [#join].
    void leave() {
        users--;
        if (users == 0) {
            book = null;
        }
    }
}
