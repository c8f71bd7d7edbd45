package fluxj.platform.os;

import fluxj.platform.SystemText;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Strings of [SystemText] as C has them.
final class LibcStrings {
    private LibcStrings() {}

    /// The address of a string that a NUL ends.
    static long string(Arena arena, String text) {
        byte[] bytes = SystemText.encode(text);
        MemorySegment copy = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return copy.address();
    }

    /// The address of an array of them that a null pointer ends.
    static long array(Arena arena, List<String> texts) {
        MemorySegment array = arena.allocate(ValueLayout.JAVA_LONG, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            array.setAtIndex(ValueLayout.JAVA_LONG, i, string(arena, texts.get(i)));
        }
        return array.address();
    }

    /// The same of `NAME=VALUE`.
    static long environment(Arena arena, Map<String, String> variables) {
        List<String> entries = new ArrayList<>(variables.size());
        variables.forEach((name, value) -> entries.add(name + "=" + value));
        return array(arena, entries);
    }
}
