package fluxj.connector;

import java.util.List;
import java.util.Optional;

/// The user and group databases, as far as roles need them. Called off the reactor: a name service
/// may be slow.
public interface AccountDatabase {
    /// The user id of a login name.
    Optional<Integer> uid(String userName);

    /// The login name of a user id.
    Optional<String> userName(int uid);

    /// The names listed as members of a group; empty when there is no such group.
    Optional<List<String>> members(String group);
}
