package fluxj.cli.jobtap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.cli.CommandFailure;

import org.junit.jupiter.api.Test;

import java.util.List;

class KeyValuesTest {
    @Test
    void wordsBecomeAnObject() {
        assertEquals(
                "{\"a\":{\"b\":1,\"c\":\"x y\"},\"d\":[1,2],\"e\":\"a=b\",\"f\":\"\"}",
                KeyValues.object(List.of("a.b=1", "a.c=x y", "d=[1,2]", "e=a=b", "f=")).toString());
    }

    @Test
    void aWordWithoutAValueIsRefused() {
        CommandFailure e = assertThrows(CommandFailure.class, () -> KeyValues.object(List.of("a")));
        assertEquals("ERROR: Missing required value for key a", e.line());
    }
}
