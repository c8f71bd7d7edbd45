package fluxj.house;

import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.rpc.HandlerTable;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// A method is declared once, in a protocol, and called by its row: no topic stands as a string
/// anywhere else.
class TopicTest {
    /// A request with the topic where it is sent.
    private static final Pattern LITERAL_CALL =
            Pattern.compile(
                    "\\b(?:rpc|client|Request)(?:\\(\\))?\\s*"
                            + "\\.(?:call|request|send|openRaw|of)\\(\\s*\"[^\"]+\"");

    private static final Pattern LITERAL = Pattern.compile("\"([a-z0-9-]+\\.[a-z0-9.-]+)\"");

    private final Texts texts = new Texts();

    /// The production sources but for the protocols, and for the simulator's stand-ins of services,
    /// which have rows of their own.
    private static boolean isCaller(Path file) {
        String path = file.toString();
        return path.contains("/src/main/java/")
                && !path.endsWith("Protocol.java")
                && !path.contains("/fluxj/sim/");
    }

    @Test
    void aRequestGoesByTheRowOfItsProtocol() {
        texts.assertEach(
                TopicTest::isCaller,
                LITERAL_CALL,
                (_, call) -> List.of(call.group().replaceAll("\\s+", " ")));
    }

    @Test
    void aTopicThatAProtocolDeclaresStandsNowhereElse() throws IOException, ClassNotFoundException {
        Set<String> topics = new TreeSet<>();
        for (Class<?> protocol : RpcCatalogTest.protocols()) {
            topics.addAll(HandlerTable.declaredTopics(protocol));
        }
        assertTrue(topics.size() > 80, "only " + topics.size() + " topics found");
        texts.assertEach(
                TopicTest::isCaller,
                LITERAL,
                (_, literal) ->
                        topics.contains(literal.group(1)) ? List.of(literal.group()) : List.of());
    }
}
