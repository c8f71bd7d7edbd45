package fluxj.it.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.it.history.Operation.Call;
import fluxj.it.history.Operation.Kind;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/// Histories that a KVS may make, and others, each with the one thing that is wrong with it.
class HistoryCheckerTest {
    private final History history = new History();

    private int begin(int rank, Kind kind, String key, String value) {
        return history.invoke(new Call(rank, rank, "primary", kind, key, value, false));
    }

    private void put(int rank, String key, String value, int rootseq) {
        history.acknowledged(begin(rank, Kind.PUT, key, value), rootseq);
    }

    private void putSync(String key, String value, int rootseq) {
        Call call = new Call(0, 0, "primary", Kind.PUT, key, value, true);
        history.acknowledged(history.invoke(call), rootseq);
    }

    private void append(int rank, String key, String value, int rootseq) {
        history.acknowledged(begin(rank, Kind.APPEND, key, value), rootseq);
    }

    private void get(int rank, String key, int rootseq, String observed) {
        history.answered(begin(rank, Kind.GET, key, ""), rootseq, Optional.of(observed));
    }

    private void getNothing(int rank, String key, int rootseq) {
        history.answered(begin(rank, Kind.GET, key, ""), rootseq, Optional.empty());
    }

    private void assertFine() {
        assertEquals(List.of(), HistoryChecker.violations(history));
    }

    private void assertWrong(String what) {
        List<String> violations = HistoryChecker.violations(history);
        assertTrue(
                violations.stream().anyMatch(violation -> violation.startsWith(what)),
                () -> "no \"" + what + "\" in " + violations);
    }

    @Test
    void acceptsReadsOfWhatWasWritten() {
        getNothing(0, "a", 0);
        put(0, "a", "1", 1);
        get(0, "a", 1, "1");
        put(2, "a", "2", 2);
        get(2, "a", 2, "2");
        get(0, "a", 2, "2");
        assertFine();
    }

    @Test
    void acceptsAnOldVersionAtAnotherRank() {
        put(0, "a", "1", 1);
        put(0, "a", "2", 2);
        get(3, "a", 1, "1");
        get(3, "a", 2, "2");
        assertFine();
    }

    @Test
    void rejectsAnOldVersionAtRank0() {
        put(0, "a", "1", 1);
        put(0, "a", "2", 2);
        get(0, "a", 1, "1");
        assertWrong("went back");
        assertWrong("not a register");
    }

    @Test
    void rejectsAReadThatGoesBackAtItsRank() {
        put(0, "a", "1", 1);
        put(0, "a", "2", 2);
        get(3, "a", 2, "2");
        get(3, "a", 1, "1");
        assertWrong("went back");
    }

    @Test
    void rejectsAReadWithoutTheRanksOwnWrite() {
        put(0, "a", "1", 1);
        put(3, "a", "2", 2);
        get(3, "a", 1, "1");
        assertWrong("went back");
    }

    @Test
    void rejectsAWriteThatMakesNoNewVersion() {
        put(0, "a", "1", 1);
        put(0, "b", "2", 1);
        assertWrong("went back");
    }

    @Test
    void acceptsThatConcurrentCommitsAreMerged() {
        int one = begin(0, Kind.PUT, "a", "1");
        int other = begin(1, Kind.PUT, "a", "2");
        history.acknowledged(one, 1);
        history.acknowledged(other, 1);
        get(0, "a", 1, "1");
        assertFine();
    }

    @Test
    void rejectsASynchronousCommitThatWasMerged() {
        int one = begin(0, Kind.PUT, "a", "1");
        int sync = history.invoke(new Call(1, 0, "primary", Kind.PUT, "b", "2", true));
        history.acknowledged(one, 1);
        history.acknowledged(sync, 1);
        assertWrong("share a version");
    }

    @Test
    void rejectsAValueThatIsMissing() {
        put(0, "a", "1", 1);
        getNothing(2, "a", 1);
        assertWrong("missing");
    }

    @Test
    void rejectsAValueThatWasOverwritten() {
        put(0, "a", "1", 1);
        put(0, "a", "2", 2);
        get(2, "a", 2, "1");
        assertWrong("overwritten");
    }

    @Test
    void rejectsAValueFromTheFuture() {
        put(0, "a", "1", 1);
        get(2, "a", 1, "2");
        put(0, "a", "2", 2);
        assertWrong("cannot be there");
    }

    @Test
    void rejectsAValueThatNobodyWrote() {
        get(0, "a", 1, "x");
        assertWrong("never written");
    }

    @Test
    void rejectsAValueThatWasRefused() {
        history.refused(begin(0, Kind.PUT, "a", "1"));
        get(0, "a", 1, "1");
        assertWrong("cannot be there");
    }

    @Test
    void acceptsThatAWriteWithoutAnswerHappensLateOrNever() {
        put(0, "a", "1", 1);
        begin(1, Kind.PUT, "a", "2");
        begin(1, Kind.PUT, "a", "3");
        get(0, "a", 1, "1");
        get(0, "a", 2, "2");
        get(0, "a", 2, "2");
        assertFine();
    }

    @Test
    void rejectsThatAWriteWithoutAnswerHappensTwice() {
        begin(1, Kind.PUT, "a", "2");
        get(0, "a", 1, "2");
        put(0, "a", "3", 2);
        get(0, "a", 2, "3");
        get(0, "a", 3, "2");
        assertWrong("not a register");
    }

    @Test
    void rejectsTwoContentsOfOneVersion() {
        begin(1, Kind.PUT, "a", "2");
        put(0, "a", "1", 1);
        get(2, "a", 1, "1");
        get(3, "a", 1, "2");
        assertWrong("one version, two contents");
    }

    @Test
    void acceptsALogThatGrows() {
        append(0, "log", "1", 1);
        get(2, "log", 1, "1\n");
        begin(1, Kind.APPEND, "log", "2");
        append(0, "log", "3", 3);
        get(2, "log", 3, "1\n2\n3\n");
        assertFine();
    }

    @Test
    void rejectsALostAppend() {
        append(0, "log", "1", 1);
        append(0, "log", "2", 2);
        get(2, "log", 2, "1\n");
        assertWrong("append lost");
    }

    @Test
    void rejectsADoubledAppend() {
        begin(0, Kind.APPEND, "log", "1");
        get(2, "log", 2, "1\n1\n");
        assertWrong("appended twice");
    }

    @Test
    void rejectsAppendsInAnotherOrderThanTheirVersions() {
        append(0, "log", "1", 1);
        append(0, "log", "2", 2);
        get(2, "log", 2, "2\n1\n");
        assertWrong("out of order");
    }

    @Test
    void rejectsALogWhoseBeginningChanges() {
        begin(0, Kind.APPEND, "log", "1");
        begin(0, Kind.APPEND, "log", "2");
        get(2, "log", 2, "1\n");
        get(2, "log", 3, "2\n1\n");
        assertWrong("a log changed");
    }

    @Test
    void acceptsThatARestartLosesWhatWasNotSynchronous() {
        putSync("a", "1", 1);
        put(0, "a", "2", 2);
        history.restarted(1);
        get(0, "a", 1, "1");
        put(0, "a", "3", 2);
        get(0, "a", 2, "3");
        assertFine();
    }

    @Test
    void rejectsThatARestartLosesASynchronousCommit() {
        putSync("a", "1", 1);
        putSync("a", "2", 2);
        history.restarted(1);
        assertWrong("lost");
    }

    @Test
    void rejectsAVersionThatCameBackWithoutItsContent() {
        put(0, "a", "1", 1);
        putSync("b", "2", 2);
        history.restarted(2);
        getNothing(0, "a", 2);
        assertWrong("missing");
    }

    @Test
    void rejectsThatWhatARestartLostComesBack() {
        putSync("a", "1", 1);
        put(0, "a", "2", 2);
        history.restarted(1);
        get(0, "a", 1, "2");
        assertWrong("cannot be there");
    }

    @Test
    void knowsNoVersionsOfWritesWhereTheyAreVague() {
        put(2, "a", "1", 0);
        append(2, "log", "2", 1);
        get(2, "a", 2, "1");
        get(0, "log", 2, "2\n");
        assertEquals(List.of(), HistoryChecker.violationsWithVagueVersions(history));
        get(0, "log", 3, "2\n2\n");
        assertEquals(1, HistoryChecker.violationsWithVagueVersions(history).size());
    }
}
