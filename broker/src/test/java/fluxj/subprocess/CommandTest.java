package fluxj.subprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonValue;

import org.junit.jupiter.api.Test;

import java.util.List;

class CommandTest {
    private static final String FULL =
            "{\"cmdline\":[\"a\",\"b\"],\"env\":{\"X\":\"y\"},\"opts\":{\"o\":\"p\"},"
                    + "\"channels\":[\"C\"],\"msgchan\":[{\"name\":\"M\",\"uri\":\"u\"}],"
                    + "\"cwd\":\"/d\",\"label\":\"l\"}";

    @Test
    void readsAndWritesEveryKey() {
        assertEquals(FULL, Command.parse(JsonValue.parse(FULL)).toJson().toString());
    }

    @Test
    void refusesWhatIsNoCommand() {
        for (String text :
                List.of(
                        "[]",
                        "{}",
                        "{\"cmdline\":[\"a\"],\"env\":{},\"opts\":{}}",
                        "{\"cmdline\":[1],\"env\":{},\"opts\":{},\"channels\":[]}",
                        "{\"cmdline\":[\"a\"],\"env\":{\"A\":1},\"opts\":{},\"channels\":[]}")) {
            FluxException error =
                    assertThrows(
                            FluxException.class, () -> Command.parse(JsonValue.parse(text)), text);
            assertEquals(Errno.EPROTO, error.errno());
            assertEquals("error parsing command string", error.text());
        }
    }

    @Test
    void showsTheSubcommandOfFlux() {
        assertEquals("flux module-exec", shown("flux", "module-exec", "x.so"));
        assertEquals("/bin/sleep", shown("/bin/sleep", "1"));
        assertEquals("flux", shown("flux"));
    }

    private static String shown(String... cmdline) {
        return Command.of(List.of(cmdline), java.util.Map.of()).shown();
    }
}
