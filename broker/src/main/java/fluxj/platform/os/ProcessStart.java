package fluxj.platform.os;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.SystemText;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What this process was given when it was started, as the launcher got it. The launcher in
/// bin/launch.sh runs the JVM in a UTF-8 locale and in a directory that exists, and tells in
/// properties what was there before.
public final class ProcessStart {
    private static final char REPLACED = '\ufffd';

    /// `=` and the value when `LC_ALL` was set, empty when not; not there without the launcher.
    private static final String LC_ALL = "fluxj.lc_all";

    /// There when the launcher set `MALLOC_ARENA_MAX`.
    private static final String ARENAS = "fluxj.malloc_arenas";

    /// The descriptor of the removed directory that the process was started in.
    private static final String REMOVED = "fluxj.removed_cwd";

    private static final int LONGEST_PATH = 4096;

    private ProcessStart() {}

    /// The words of the command line, in the form of [SystemText].
    ///
    /// @param words what the JVM made of them: it replaces what is no UTF-8
    public static List<String> arguments(String[] words) {
        List<String> decoded = Arrays.asList(words);
        if (!anyReplaced(decoded)) {
            return decoded;
        }
        List<String> real = entries("/proc/self/cmdline");
        return real.subList(real.size() - decoded.size(), real.size());
    }

    /// The environment, in the form of [SystemText].
    public static Map<String, String> environment() {
        return environment(System.getenv(), System.getProperty(LC_ALL));
    }

    /// @param lcAll the property of that name, null without the launcher
    static Map<String, String> environment(Map<String, String> variables, @Nullable String lcAll) {
        Map<String, String> environment = new LinkedHashMap<>(variables);
        if (anyReplaced(environment.keySet()) || anyReplaced(environment.values())) {
            environment.clear();
            for (String entry : entries("/proc/self/environ")) {
                int equals = entry.indexOf('=', 1);
                if (equals > 0) {
                    environment.putIfAbsent(
                            entry.substring(0, equals), entry.substring(equals + 1));
                }
            }
        }
        if (System.getProperty(ARENAS) != null) {
            environment.remove("MALLOC_ARENA_MAX");
        }
        if (lcAll != null && lcAll.isEmpty()) {
            environment.remove("LC_ALL");
        } else if (lcAll != null) {
            environment.put("LC_ALL", lcAll.substring(1));
        }
        return environment;
    }

    private static boolean anyReplaced(Iterable<String> texts) {
        for (String text : texts) {
            if (text.indexOf(REPLACED) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static List<String> entries(String file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, file + ": " + e.getMessage());
        }
        return split(bytes);
    }

    /// The strings that a NUL ends each.
    static List<String> split(byte[] bytes) {
        List<String> entries = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                entries.add(SystemText.decode(Arrays.copyOfRange(bytes, from, i)));
                from = i + 1;
            }
        }
        return entries;
    }

    /// Goes back to where the process was started, when the launcher had to leave it because it was
    /// removed: relative names then lead nowhere, instead of into another directory.
    public static void enterDirectory() {
        Integer fd = Integer.getInteger(REMOVED);
        if (fd != null) {
            LibcProcess.check(LibcFunction.named("fchdir").call(fd), "fchdir");
            LibcProcess.close(fd);
        }
    }

    /// The working directory, in the form of [SystemText].
    ///
    /// @throws FluxException ENOENT when it was removed
    public static String directory() {
        String known = System.getProperty("user.dir", "");
        if (Integer.getInteger(REMOVED) != null) {
            throw new FluxException(Errno.ENOENT);
        }
        if (known.indexOf(REPLACED) < 0) {
            return known;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocate(LONGEST_PATH);
            long result = LibcFunction.named("getcwd").callForLong(path.address(), LONGEST_PATH);
            if (result == 0) {
                throw new FluxException(Errno.ENOENT);
            }
            return split(path.toArray(ValueLayout.JAVA_BYTE)).getFirst();
        }
    }
}
