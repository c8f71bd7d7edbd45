package fluxj.config.policy;

import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;

import java.util.List;

/// Who may submit: `policy.access`. Nobody named is everybody.
public record PolicyAccess(List<String> users, List<String> groups) {
    static final PolicyAccess EVERYBODY = new PolicyAccess(List.of(), List.of());

    private static final ConfigTable.Builder ROWS =
            ConfigTable.strict("policy.access", "")
                    .meaning("Who may submit jobs; read by schedulers and plugins that know it.");

    private static final ConfigKey<List<String>> USERS =
            ROWS.key(
                            "allow-user",
                            new PolicyTypes.Texts("'allow-user' must be a string array", ""),
                            List.of())
                    .meaning("Users by name.");

    private static final ConfigKey<List<String>> GROUPS =
            ROWS.key(
                            "allow-group",
                            new PolicyTypes.Texts("'allow-group' must be a string array", ""),
                            List.of())
                    .meaning("Groups by name.");

    static final KeyType<PolicyAccess> TYPE =
            new PolicyTypes.SubTable<>(
                    ROWS.build(),
                    EVERYBODY,
                    PolicyTypes::itself,
                    table ->
                            new PolicyAccess(
                                    table.get(USERS).orElse(List.of()),
                                    table.get(GROUPS).orElse(List.of())));

    /// Copies the lists.
    public PolicyAccess {
        users = List.copyOf(users);
        groups = List.copyOf(groups);
    }
}
