package fluxj.it.history;

import java.util.ArrayList;
import java.util.List;

/// Says what in a history a KVS may not do. Each commit makes a version, and each read says which
/// version it saw; so the order of all that happened is known, and most rules are about it:
///
/// - at rank 0, and for writes anywhere: who begins after another was answered sees a version that
///   is not older, and a write makes a newer one (linearizable);
/// - at any rank: reads never go back, and see what was written there before (monotonic reads,
///   read-your-writes);
/// - a version has one content: that of the writes up to it, none twice, none missing;
/// - a synchronous commit that was acknowledged is there after rank 0 was killed.
///
/// What a write without an answer did is left open: never, now or later, but once at most.
/// [RegisterCheck] is the second opinion and does not look at versions at all.
public final class HistoryChecker {
    private HistoryChecker() {}

    /// Sentences about what is wrong with a history in which each acknowledgement says exactly the
    /// version that the write made; none when all is well.
    public static List<String> violations(History history) {
        return violations(history, true);
    }

    /// The same for a history in which acknowledgements name some version near the one that the
    /// write made. flux-core's are such: at rank 0 it may be a later one, elsewhere it is the one
    /// before. Reads are exact there too.
    public static List<String> violationsWithVagueVersions(History history) {
        return violations(history, false);
    }

    private static List<String> violations(History history, boolean exact) {
        List<String> violations = new ArrayList<>();
        OrderCheck order = new OrderCheck(history, exact, violations);
        order.run();
        new ContentCheck(history, exact, violations).run();
        new RegisterCheck(history, violations).run();
        return violations;
    }
}
