package fluxj.config.tables;

import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.Suggestion;
import fluxj.config.TableReader;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.List;
import java.util.Optional;

/// The tables below `[access.roles]`, of which there is one.
///
/// @param adminUsers guests by these names also get the role ADMIN
/// @param adminGroups guests in these groups also get the role ADMIN
public record AccessRoles(List<String> adminUsers, List<String> adminGroups) {
    private static final String ROLE = "admin";
    private static final String ROLES = "[access.roles]";
    private static final String ADMIN = "[access.roles.admin]";

    private static final ConfigTable.Builder ROWS =
            ConfigTable.strict("access.roles.admin", ADMIN + ": ")
                    .meaning("Guests who also get the role ADMIN.");

    private static final ConfigKey<List<String>> USERS =
            ROWS.key("users", KeyType.texts(ADMIN + " users must be a string array"), List.of())
                    .meaning("Guests by these names also get the role ADMIN.");

    private static final ConfigKey<List<String>> GROUPS =
            ROWS.key("groups", KeyType.texts(ADMIN + " groups must be a string array"), List.of())
                    .meaning("Guests listed as members of these groups also get the role ADMIN.");

    private static final ConfigTable TABLE = ROWS.build();

    static final AccessRoles NOBODY = new AccessRoles(List.of(), List.of());

    static final KeyType<AccessRoles> TYPE = new Type();

    /// Copies the lists.
    public AccessRoles {
        adminUsers = List.copyOf(adminUsers);
        adminGroups = List.copyOf(adminGroups);
    }

    private record Type() implements KeyType<AccessRoles> {
        @Override
        public String name() {
            return "table";
        }

        @Override
        public AccessRoles read(TableReader access, String key, JsonValue value) {
            if (!(value instanceof JsonObject roles)) {
                throw access.located(key, ROLES + " must be a table");
            }
            for (String role : roles.keys()) {
                if (!role.equals(ROLE)) {
                    throw access.located(
                            key + "." + role,
                            "unknown role '"
                                    + role
                                    + "' in "
                                    + ROLES
                                    + Suggestion.of(role, List.of(ROLE)));
                }
            }
            String path = key + "." + ROLE;
            JsonValue admin = roles.get(ROLE).orElse(JsonObject.EMPTY);
            if (!(admin instanceof JsonObject members)) {
                throw access.located(path, ADMIN + ": " + TableReader.expected("object", admin));
            }
            TableReader table = access.below(path, TABLE.prefix(), members);
            AccessRoles read =
                    new AccessRoles(
                            table.get(USERS).orElse(List.of()),
                            table.get(GROUPS).orElse(List.of()));
            table.refuseOthers(TABLE.keys());
            return read;
        }

        @Override
        public String written(AccessRoles value) {
            return "{}";
        }

        @Override
        public Optional<ConfigTable> rows() {
            return Optional.of(TABLE);
        }
    }
}
