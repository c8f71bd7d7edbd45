package fluxj.connector;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.tables.AccessConfig;
import fluxj.config.tables.AccessRoles;
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
        if (uid == owner || (access.get(AccessConfig.ALLOW_ROOT_OWNER) && uid == 0)) {
            return Credentials.OWNER;
        }
        if (!access.get(AccessConfig.ALLOW_GUEST_USER) || uid < 0) {
            return 0;
        }
        return Credentials.USER | (isAdmin(uid, accounts, warn) ? Credentials.ADMIN : 0);
    }

    /// True when the roles of that user depend on the user and group databases.
    boolean needsLookup(int uid, int owner) {
        boolean isOwner = uid == owner || (access.get(AccessConfig.ALLOW_ROOT_OWNER) && uid == 0);
        return !isOwner
                && access.get(AccessConfig.ALLOW_GUEST_USER)
                && !(roles().adminUsers().isEmpty() && roles().adminGroups().isEmpty());
    }

    private AccessRoles roles() {
        return access.get(AccessConfig.ROLES);
    }

    private boolean isAdmin(int uid, AccountDatabase accounts, Consumer<String> warn) {
        for (String user : roles().adminUsers()) {
            var known = accounts.uid(user);
            if (known.isEmpty()) {
                warn.accept("[access.roles] ignoring unknown user '" + user + "'");
            } else if (known.get() == uid) {
                return true;
            }
        }
        String name = roles().adminGroups().isEmpty() ? "" : accounts.userName(uid).orElse("");
        for (String group : name.isEmpty() ? List.<String>of() : roles().adminGroups()) {
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
