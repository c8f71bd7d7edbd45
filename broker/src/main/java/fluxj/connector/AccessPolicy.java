package fluxj.connector;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.tables.AccessConfig;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.wire.Credentials;

import java.util.List;
import java.util.function.Consumer;

/// Who besides the instance owner may connect, and with what roles, by the `[access]` table.
record AccessPolicy(AccessConfig access) {

    /// The policy of an instance's whole configuration object.
    ///
    /// @throws FluxException EINVAL that names the key
    static AccessPolicy of(JsonObject config) {
        try {
            return new AccessPolicy(AccessConfig.of(Config.of(config)));
        } catch (ConfigException e) {
            throw new FluxException(Errno.EINVAL, String.valueOf(e.getMessage()));
        }
    }

    /// The roles of a connecting user without [Credentials#LOCAL]; 0 refuses them. Looks names up
    /// (and may be slow) only when [#needsLookup] says so.
    int roles(int uid, int owner, AccountDatabase accounts, Consumer<String> warn) {
        if (uid == owner || (access.allowRootOwner() && uid == 0)) {
            return Credentials.OWNER;
        }
        if (!access.allowGuestUser() || uid < 0) {
            return 0;
        }
        return Credentials.USER | (isAdmin(uid, accounts, warn) ? Credentials.ADMIN : 0);
    }

    /// True when the roles of that user depend on the user and group databases.
    boolean needsLookup(int uid, int owner) {
        boolean isOwner = uid == owner || (access.allowRootOwner() && uid == 0);
        return !isOwner
                && access.allowGuestUser()
                && !(access.adminUsers().isEmpty() && access.adminGroups().isEmpty());
    }

    private boolean isAdmin(int uid, AccountDatabase accounts, Consumer<String> warn) {
        for (String user : access.adminUsers()) {
            var known = accounts.uid(user);
            if (known.isEmpty()) {
                warn.accept("[access.roles] ignoring unknown user '" + user + "'");
            } else if (known.get() == uid) {
                return true;
            }
        }
        String name = access.adminGroups().isEmpty() ? "" : accounts.userName(uid).orElse("");
        for (String group : name.isEmpty() ? List.<String>of() : access.adminGroups()) {
            var members = accounts.members(group);
            if (members.isEmpty()) {
                warn.accept("[access.roles] ignoring unknown group '" + group + "'");
            } else if (members.get().contains(name)) {
                return true;
            }
        }
        return false;
    }
}
