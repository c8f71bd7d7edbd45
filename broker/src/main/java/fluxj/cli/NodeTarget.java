package fluxj.cli;

import fluxj.client.FluxClient;
import fluxj.format.Hostlist;
import fluxj.wire.Message;

import java.util.Optional;

/// A broker named on a command line: a rank, a host of the instance, `any` or `upstream`.
///
/// @param nodeid as requests carry it
/// @param label as it was named
/// @param rank the rank behind a host name
public record NodeTarget(int nodeid, String label, Optional<Integer> rank) {
    public static final NodeTarget ANY =
            new NodeTarget(Message.NODEID_ANY, "any", Optional.empty());

    /// Empty when the word names no broker.
    public static Optional<NodeTarget> parse(FluxClient client, String word) {
        if (word.equals("any")) {
            return Optional.of(ANY);
        }
        if (word.equals("upstream")) {
            return Optional.of(
                    new NodeTarget(Message.NODEID_UPSTREAM, "upstream", Optional.empty()));
        }
        int number = number(word);
        if (number >= 0) {
            return Optional.of(new NodeTarget(number, word, Optional.empty()));
        }
        int rank = rankOf(client, word);
        if (rank >= 0) {
            return Optional.of(new NodeTarget(rank, word, Optional.of(rank)));
        }
        return Optional.empty();
    }

    /// The number a word is; -1 when it is none.
    public static int number(String word) {
        if (word.isEmpty() || word.length() > 9) {
            return -1;
        }
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) < '0' || word.charAt(i) > '9') {
                return -1;
            }
        }
        return Integer.parseInt(word);
    }

    private static int rankOf(FluxClient client, String host) {
        return Hostlist.parse(client.attribute("hostlist")).find(host).orElse(-1);
    }
}
