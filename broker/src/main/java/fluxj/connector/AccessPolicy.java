package fluxj.connector;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.wire.Credentials;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The `[access]` table: who besides the instance owner may connect, and with what roles.
///
/// @param allowGuestUser other users get the USER role
/// @param allowRootOwner uid 0 gets the OWNER role
/// @param adminUsers guests by these names get ADMIN too
/// @param adminGroups guests listed as members of these groups get ADMIN too
record AccessPolicy(
        boolean allowGuestUser,
        boolean allowRootOwner,
        List<String> adminUsers,
        List<String> adminGroups) {

    /// Reads the policy from the instance's whole configuration object; a missing table or key is
    /// `false` or empty.
    ///
    /// @throws FluxException EINVAL that names the key
    static AccessPolicy of(JsonObject config) {
        JsonValue table = config.get("access").orElse(JsonObject.EMPTY);
        if (!(table instanceof JsonObject access)) {
            throw wrong("Expected object, got " + table.typeName());
        }
        boolean guest = flag(access, "allow-guest-user");
        boolean root = flag(access, "allow-root-owner");
        flag(access, "private-mode");
        String unknown =
                leftOver(
                        access,
                        List.of("allow-guest-user", "allow-root-owner", "private-mode", "roles"));
        if (!unknown.isEmpty()) {
            throw wrong(unknown);
        }
        List<String> users = List.of();
        List<String> groups = List.of();
        JsonValue roles = access.get("roles").orElse(JsonValue.Null.NULL);
        if (roles instanceof JsonObject table2) {
            for (String role : table2.keys()) {
                if (!role.equals("admin")) {
                    throw invalid("unknown role '" + role + "' in [access.roles]");
                }
            }
            JsonObject admin = adminTable(table2);
            users = names(admin, "users");
            groups = names(admin, "groups");
        } else if (roles != JsonValue.Null.NULL) {
            throw invalid("[access.roles] must be a table");
        }
        return new AccessPolicy(guest, root, users, groups);
    }

    private static JsonObject adminTable(JsonObject roles) {
        JsonValue entry = roles.get("admin").orElse(JsonObject.EMPTY);
        if (!(entry instanceof JsonObject admin)) {
            throw invalid("[access.roles.admin]: Expected object, got " + entry.typeName());
        }
        String unknown = leftOver(admin, List.of("users", "groups"));
        if (!unknown.isEmpty()) {
            throw invalid("[access.roles.admin]: " + unknown);
        }
        return admin;
    }

    private static boolean flag(JsonObject access, String key) {
        JsonValue value = access.get(key).orElse(JsonValue.of(false));
        if (value instanceof JsonValue.Bool(boolean truth)) {
            return truth;
        }
        throw wrong("Expected true or false, got " + value.typeName());
    }

    private static String leftOver(JsonObject table, List<String> known) {
        List<String> unknown = new ArrayList<>();
        for (String key : table.keys()) {
            if (!known.contains(key)) {
                unknown.add(key);
            }
        }
        return unknown.isEmpty()
                ? ""
                : unknown.size() + " object item(s) left unpacked: " + String.join(", ", unknown);
    }

    private static List<String> names(JsonObject admin, String key) {
        JsonValue value = admin.get(key).orElse(JsonArray.EMPTY);
        List<String> names = new ArrayList<>();
        if (value instanceof JsonArray array) {
            for (JsonValue item : array) {
                if (item instanceof JsonValue.Text(String name)) {
                    names.add(name);
                }
            }
            if (names.size() == array.size()) {
                return List.copyOf(names);
            }
        }
        throw invalid("[access.roles.admin] " + key + " must be a string array");
    }

    private static FluxException wrong(String what) {
        return invalid("error parsing [access] configuration: " + what);
    }

    private static FluxException invalid(String what) {
        return new FluxException(Errno.EINVAL, what);
    }

    /// The roles of a connecting user without [Credentials#LOCAL]; 0 refuses them. Looks names up
    /// (and may be slow) only when [#needsLookup] says so.
    int roles(int uid, int owner, Accounts accounts, Consumer<String> warn) {
        if (uid == owner || (allowRootOwner && uid == 0)) {
            return Credentials.OWNER;
        }
        if (!allowGuestUser || uid < 0) {
            return 0;
        }
        return Credentials.USER | (isAdmin(uid, accounts, warn) ? Credentials.ADMIN : 0);
    }

    /// True when the roles of that user depend on the user and group databases.
    boolean needsLookup(int uid, int owner) {
        boolean isOwner = uid == owner || (allowRootOwner && uid == 0);
        return !isOwner && allowGuestUser && !(adminUsers.isEmpty() && adminGroups.isEmpty());
    }

    private boolean isAdmin(int uid, Accounts accounts, Consumer<String> warn) {
        for (String user : adminUsers) {
            var known = accounts.uid(user);
            if (known.isEmpty()) {
                warn.accept("[access.roles] ignoring unknown user '" + user + "'");
            } else if (known.get() == uid) {
                return true;
            }
        }
        String name = adminGroups.isEmpty() ? "" : accounts.userName(uid).orElse("");
        for (String group : name.isEmpty() ? List.<String>of() : adminGroups) {
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
