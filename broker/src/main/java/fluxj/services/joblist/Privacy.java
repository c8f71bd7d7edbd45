package fluxj.services.joblist;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.wire.Credentials;

/// Who sees whose jobs: everybody all, or in `private-mode` guests their own.
final class Privacy {
    private boolean isPrivate;

    void set(boolean privateMode) {
        isPrivate = privateMode;
    }

    /// True for somebody who sees no job of others.
    boolean hidesOthers(Credentials who) {
        return isPrivate && !who.hasAny(Credentials.OWNER | Credentials.ADMIN);
    }

    boolean shows(ListedJob job, Credentials who) {
        return !hidesOthers(who) || who.userid() == job.userid;
    }

    /// @throws FluxException EPERM for whom others are hidden
    void requireAll(Credentials who) {
        if (hidesOthers(who)) {
            throw new FluxException(Errno.EPERM);
        }
    }
}
