package fluxj.platform.os;

import fluxj.platform.HostFacts;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The password and group databases, wherever the host keeps them.
final class LibcUser {
    private static final int ERANGE = 34;
    private static final int STRUCT_SIZE = 64;
    private static final int FIRST_BUFFER = 4096;
    private static final int LARGEST_BUFFER = 1 << 24;

    private static final LibcFunction BY_NAME = LibcFunction.named("getpwnam_r");
    private static final LibcFunction BY_UID = LibcFunction.named("getpwuid_r");
    private static final LibcFunction GROUP_BY_NAME = LibcFunction.named("getgrnam_r");

    private interface Lookup {
        int into(long struct, long buffer, long length, long result);
    }

    private LibcUser() {}

    static Optional<HostFacts.User> user(String name) {
        try (Arena arena = Arena.ofConfined()) {
            long key = arena.allocateFrom(name).address();
            return find(
                            arena,
                            (struct, buffer, length, result) ->
                                    BY_NAME.call(key, struct, buffer, length, result))
                    .map(LibcUser::toUser);
        }
    }

    static Optional<HostFacts.User> user(int uid) {
        try (Arena arena = Arena.ofConfined()) {
            long key = Integer.toUnsignedLong(uid);
            return find(
                            arena,
                            (struct, buffer, length, result) ->
                                    BY_UID.call(key, struct, buffer, length, result))
                    .map(LibcUser::toUser);
        }
    }

    static Optional<List<String>> groupMembers(String group) {
        try (Arena arena = Arena.ofConfined()) {
            long key = arena.allocateFrom(group).address();
            return find(
                            arena,
                            (struct, buffer, length, result) ->
                                    GROUP_BY_NAME.call(key, struct, buffer, length, result))
                    .map(LibcUser::toMembers);
        }
    }

    /// Runs a lookup with ever larger buffers; the structure it filled.
    private static Optional<MemorySegment> find(Arena arena, Lookup lookup) {
        MemorySegment struct = arena.allocate(STRUCT_SIZE, 8);
        MemorySegment result = arena.allocate(ValueLayout.JAVA_LONG);
        for (int size = FIRST_BUFFER; size <= LARGEST_BUFFER; size *= 4) {
            long buffer = arena.allocate(size).address();
            int error = lookup.into(struct.address(), buffer, size, result.address());
            if (error == ERANGE) {
                continue;
            }
            boolean found = error == 0 && result.get(ValueLayout.JAVA_LONG, 0) != 0;
            return found ? Optional.of(struct) : Optional.empty();
        }
        return Optional.empty();
    }

    /// struct passwd: name, password, uid and gid, gecos, home, shell.
    private static HostFacts.User toUser(MemorySegment struct) {
        return new HostFacts.User(
                string(struct, 0),
                struct.get(ValueLayout.JAVA_INT, 16),
                struct.get(ValueLayout.JAVA_INT, 20),
                string(struct, 32),
                string(struct, 40));
    }

    /// struct group: name, password, gid, members ending with a null pointer.
    private static List<String> toMembers(MemorySegment struct) {
        List<String> members = new ArrayList<>();
        MemorySegment array =
                MemorySegment.ofAddress(struct.get(ValueLayout.JAVA_LONG, 24))
                        .reinterpret(Long.MAX_VALUE);
        for (long at = 0; array.get(ValueLayout.JAVA_LONG, at) != 0; at += 8) {
            members.add(string(array, at));
        }
        return members;
    }

    private static String string(MemorySegment holder, long offset) {
        long address = holder.get(ValueLayout.JAVA_LONG, offset);
        return address == 0
                ? ""
                : MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
    }
}
