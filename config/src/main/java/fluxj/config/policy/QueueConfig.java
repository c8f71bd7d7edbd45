package fluxj.config.policy;

import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableReader;

import java.util.List;
import java.util.Optional;

/// A queue (RFC 33).
///
/// @param requires properties of the nodes that its jobs run on
/// @param parent the queue that it is a part of; it is a virtual queue then
/// @param policy what comes before `[policy]`
public record QueueConfig(List<String> requires, Optional<String> parent, Policy policy) {
    private static final QueueConfig PLAIN =
            new QueueConfig(List.of(), Optional.empty(), Policy.NONE);

    private static final ConfigTable.Builder ROWS =
            ConfigTable.strict("queues.NAME", "").meaning("One queue.");

    private static final ConfigKey<Policy> POLICY =
            ROWS.key("policy", Policy.TYPE, Policy.NONE)
                    .meaning("As `[policy]`, before which it comes; without a default queue.");

    private static final ConfigKey<List<String>> REQUIRES =
            ROWS.key(
                            "requires",
                            new PolicyTypes.Texts(
                                    "'requires' must be an array of property strings (RFC 20)",
                                    " \t!&'\"`|()"),
                            List.of())
                    .meaning("Properties of the nodes that jobs of this queue run on.");

    private static final ConfigKey<Optional<String>> PARENT =
            ROWS.key("parent", new PolicyTypes.Text(""), Optional.empty())
                    .meaning(
                            "The queue whose nodes this one shares, a queue that has no parent"
                                    + " itself.");

    static final KeyType<QueueConfig> TYPE =
            new PolicyTypes.SubTable<>(ROWS.build(), PLAIN, PolicyTypes::itself, QueueConfig::read);

    /// Copies the list.
    public QueueConfig {
        requires = List.copyOf(requires);
    }

    private static QueueConfig read(TableReader table) {
        QueueConfig queue =
                new QueueConfig(
                        table.get(REQUIRES).orElse(List.of()),
                        table.get(PARENT).orElse(Optional.empty()),
                        table.get(POLICY).orElse(Policy.NONE));
        if (queue.policy.defaults().queue().isPresent()) {
            throw table.fail("policy", "'policy' must not define a default queue!");
        }
        if (queue.parent.isPresent()) {
            if (queue.policy.scheduler().isPresent()) {
                throw table.fail("policy", "a virtual queue must not set 'policy.scheduler'");
            }
            if (table.sets(REQUIRES)) {
                throw table.fail("requires", "a virtual queue must not set 'requires'");
            }
        }
        return queue;
    }
}
