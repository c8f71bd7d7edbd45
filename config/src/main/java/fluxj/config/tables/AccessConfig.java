package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableRecord;
import fluxj.config.TableValues;

/// The `[access]` table: who but the owner may connect, and as what.
public record AccessConfig(TableValues values) implements TableRecord {
    private static final ConfigTable.Builder ROWS =
            ConfigTable.strict("access", "error parsing [access] configuration: ")
                    .meaning("Who but the owner may connect.");

    /// Other users get the role USER.
    public static final ConfigKey<Boolean> ALLOW_GUEST_USER =
            ROWS.key("allow-guest-user", KeyType.bool(), false)
                    .meaning("Users other than the owner may connect; they get the role USER.");

    /// Root gets the role OWNER.
    public static final ConfigKey<Boolean> ALLOW_ROOT_OWNER =
            ROWS.key("allow-root-owner", KeyType.bool(), false)
                    .meaning("Root may connect with the role OWNER.");

    /// Guests see only their own jobs.
    public static final ConfigKey<Boolean> PRIVATE_MODE =
            ROWS.key("private-mode", KeyType.bool(), false)
                    .meaning("Guests see only their own jobs in listings.");

    /// Longest message that a guest may send, in bytes.
    public static final ConfigKey<Integer> GUEST_MAX_MESSAGE =
            ROWS.key("guest-max-message", KeyType.whole(), 4 << 20)
                    .range(
                            "positive",
                            bytes -> bytes > 0,
                            "[access] guest-max-message must be greater than 0")
                    .meaning(
                            "Longest message that a guest may send, in bytes; a longer one is"
                                    + " refused with EMSGSIZE.");

    /// Which guests have another role as well.
    public static final ConfigKey<AccessRoles> ROLES =
            ROWS.key("roles", AccessRoles.TYPE, AccessRoles.NOBODY)
                    .meaning("Guests with another role as well.");

    /// All rows of the table.
    public static final ConfigTable TABLE = ROWS.build();

    /// Nobody but the owner.
    public static final AccessConfig DEFAULTS = of(Config.EMPTY);

    /// Reads the table.
    ///
    /// @throws ConfigException in Flux's words
    public static AccessConfig of(Config config) {
        return new AccessConfig(TABLE.read(config));
    }
}
