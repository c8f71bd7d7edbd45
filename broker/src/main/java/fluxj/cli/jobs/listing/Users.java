package fluxj.cli.jobs.listing;

import fluxj.cli.CommandFailure;
import fluxj.platform.HostFacts;
import fluxj.platform.os.OsHostFacts;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Names of users and their numbers.
public final class Users {
    public static final int ALL = -1;

    private final HostFacts host = new OsHostFacts(RandomGenerator.getDefault());
    private final Map<Integer, String> names = new HashMap<>();

    /// Who runs this program.
    public int self() {
        return host.uid();
    }

    /// The name of a user, or the number when there is none.
    public String name(int userid) {
        return names.computeIfAbsent(
                userid,
                id ->
                        host.user(id)
                                .map(HostFacts.User::name)
                                .orElseGet(() -> Integer.toUnsignedString(id)));
    }

    /// The user that a word names: by name, by number, or `all` of them.
    ///
    /// @param whenWrong what is said when it names none
    public int number(String word, String whenWrong) {
        if (word.equals("all")) {
            return ALL;
        }
        return host.user(word)
                .map(HostFacts.User::uid)
                .orElseGet(
                        () -> {
                            if (!word.matches("-?[0-9]{1,10}")) {
                                throw new CommandFailure(whenWrong);
                            }
                            return (int) Long.parseLong(word);
                        });
    }
}
