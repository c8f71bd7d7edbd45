package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigKey;
import fluxj.config.Suggestion;
import fluxj.config.TableReader;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.List;

/// The `[access]` table: who but the owner may connect, and as what.
///
/// @param allowGuestUser other users get the role USER
/// @param allowRootOwner root gets the role OWNER
/// @param privateMode guests see only their own jobs
/// @param guestMaxMessage longest message that a guest may send, in bytes
/// @param adminUsers guests by these names also get the role ADMIN
/// @param adminGroups guests in these groups also get the role ADMIN
public record AccessConfig(
        boolean allowGuestUser,
        boolean allowRootOwner,
        boolean privateMode,
        int guestMaxMessage,
        List<String> adminUsers,
        List<String> adminGroups) {

    /// Nobody but the owner.
    public static final AccessConfig DEFAULTS =
            new AccessConfig(false, false, false, 4 << 20, List.of(), List.of());

    /// The keys of the table.
    public static final List<ConfigKey> KEYS =
            List.of(
                    new ConfigKey(
                            "allow-guest-user",
                            "boolean",
                            "false",
                            "Users other than the owner may connect; they get the role USER."),
                    new ConfigKey(
                            "allow-root-owner",
                            "boolean",
                            "false",
                            "Root may connect with the role OWNER."),
                    new ConfigKey(
                            "private-mode",
                            "boolean",
                            "false",
                            "Guests see only their own jobs in listings."),
                    new ConfigKey(
                            "guest-max-message",
                            "integer",
                            "4194304",
                            "Longest message that a guest may send, in bytes; a longer one is"
                                    + " refused with EMSGSIZE."),
                    new ConfigKey(
                            "roles.admin.users",
                            "array of strings",
                            "[]",
                            "Guests by these names also get the role ADMIN."),
                    new ConfigKey(
                            "roles.admin.groups",
                            "array of strings",
                            "[]",
                            "Guests listed as members of these groups also get the role ADMIN."));

    private static final String ROLES = "[access.roles]";

    /// Copies the lists.
    public AccessConfig {
        adminUsers = List.copyOf(adminUsers);
        adminGroups = List.copyOf(adminGroups);
    }

    /// Reads the table.
    ///
    /// @throws ConfigException in Flux's words
    public static AccessConfig of(Config config) {
        return TableReader.open(config, "access", "error parsing [access] configuration: ")
                .map(reader -> read(config, reader))
                .orElse(DEFAULTS);
    }

    private static AccessConfig read(Config config, TableReader reader) {
        boolean guest = reader.bool("allow-guest-user").orElse(false);
        boolean root = reader.bool("allow-root-owner").orElse(false);
        boolean privateMode = reader.bool("private-mode").orElse(false);
        int guestMax = reader.whole("guest-max-message").orElse(DEFAULTS.guestMaxMessage());
        if (guestMax < 1) {
            throw reader.located(
                    "guest-max-message", "[access] guest-max-message must be greater than 0");
        }
        JsonValue roles = reader.any("roles").orElse(JsonObject.EMPTY);
        reader.finish();
        if (!(roles instanceof JsonObject table)) {
            throw reader.located("roles", ROLES + " must be a table");
        }
        for (String role : table.keys()) {
            if (!role.equals("admin")) {
                throw reader.located(
                        "roles." + role,
                        "unknown role '"
                                + role
                                + "' in "
                                + ROLES
                                + Suggestion.of(role, List.of("admin")));
            }
        }
        JsonValue admin = table.get("admin").orElse(JsonObject.EMPTY);
        if (!(admin instanceof JsonObject members)) {
            throw reader.located(
                    "roles.admin",
                    "[access.roles.admin]: " + TableReader.expected("object", admin));
        }
        AccessConfig flags =
                new AccessConfig(guest, root, privateMode, guestMax, List.of(), List.of());
        return flags.withAdmins(config, members);
    }

    private AccessConfig withAdmins(Config config, JsonObject admin) {
        String name = "[access.roles.admin]";
        TableReader reader = new TableReader(config, "access.roles.admin", name + ": ", admin);
        List<String> users =
                reader.texts("users", name + " users must be a string array").orElse(List.of());
        List<String> groups =
                reader.texts("groups", name + " groups must be a string array").orElse(List.of());
        reader.finish();
        return new AccessConfig(
                allowGuestUser, allowRootOwner, privateMode, guestMaxMessage, users, groups);
    }
}
