package fluxj.treeobj;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

class TransactionTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void writesEachOperationAsTheServiceReadsIt() {
        Transaction transaction =
                new Transaction()
                        .put("a", "1")
                        .append("b", bytes("2"))
                        .put("c", Dir.EMPTY)
                        .put("d", new Symlink("a", Optional.of("ns")))
                        .unlink("e");
        assertEquals(
                "[{\"key\":\"a\",\"flags\":0,\"dirent\":{\"data\":\"MQ==\",\"type\":\"val\",\"ver\":1}},"
                        + "{\"key\":\"b\",\"flags\":32,\"dirent\":{\"data\":\"Mg==\",\"type\":\"val\",\"ver\":1}},"
                        + "{\"key\":\"c\",\"flags\":0,\"dirent\":{\"data\":{},\"type\":\"dir\",\"ver\":1}},"
                        + "{\"key\":\"d\",\"flags\":0,\"dirent\":{\"data\":{\"namespace\":\"ns\",\"target\":\"a\"},"
                        + "\"type\":\"symlink\",\"ver\":1}},"
                        + "{\"key\":\"e\",\"flags\":0,\"dirent\":null}]",
                transaction.ops().toString());
    }

    @Test
    void refusesAnEmptyKey() {
        Transaction transaction = new Transaction();
        FluxException error = assertThrows(FluxException.class, () -> transaction.put("", "value"));
        assertEquals(Errno.EINVAL, error.errno());
        assertTrue(transaction.isEmpty());
    }

    @Test
    void joinsAppendsToOneKeyAtThePlaceOfTheFirst() {
        Transaction appended =
                new Transaction()
                        .append("log", bytes("a"))
                        .put("other", "x")
                        .append("log", bytes("b"))
                        .append("log", bytes(""));
        Transaction expected = new Transaction().append("log", bytes("ab")).put("other", "x");
        assertEquals(expected.ops(), appended.compacted().ops());
    }

    @Test
    void doesNotJoinAppendsAroundAPut() {
        Transaction transaction =
                new Transaction()
                        .append("log", bytes("a"))
                        .put("log", "b")
                        .append("log", bytes("c"));
        FluxException error = assertThrows(FluxException.class, transaction::compacted);
        assertEquals(Errno.EINVAL, error.errno());
    }
}
