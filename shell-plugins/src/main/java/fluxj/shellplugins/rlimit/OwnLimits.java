package fluxj.shellplugins.rlimit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The limits that a child of this process has, by Flux's names, from the lines of
/// `/proc/self/limits`.
final class OwnLimits {
    static final long UNLIMITED = -1;

    /// Flux's name, prlimit(1)'s option, and what the kernel calls it.
    private static final String NAMES =
            """
            cpu cpu Max cpu time
            fsize fsize Max file size
            data data Max data size
            stack stack Max stack size
            core core Max core file size
            nofile nofile Max open files
            ofile nofile Max open files
            as as Max address space
            rss rss Max resident set
            nproc nproc Max processes
            memlock memlock Max locked memory
            msgqueue msgqueue Max msgqueue size
            nice nice Max nice priority
            rtprio rtprio Max realtime priority
            rttime rttime Max realtime timeout
            sigpending sigpending Max pending signals
            """;

    private static final Pattern LINE =
            Pattern.compile("(Max [a-z ]*[a-z]) +(\\d+|unlimited) +(\\d+|unlimited).*");

    /// What holds, and how far it may be raised.
    record Range(long soft, long hard) {}

    private final Map<String, Range> ranges = new LinkedHashMap<>();

    OwnLimits(List<String> lines) {
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                ranges.put(
                        matcher.group(1),
                        new Range(number(matcher.group(2)), number(matcher.group(3))));
            }
        }
    }

    private static long number(String text) {
        return text.equals("unlimited") ? UNLIMITED : Long.parseLong(text);
    }

    static boolean isKnown(String name) {
        return !row(name)[0].isEmpty();
    }

    /// prlimit(1)'s option for a limit.
    static String option(String name) {
        return row(name)[1];
    }

    /// A limit; none when the kernel does not tell of it.
    Range of(String name) {
        return ranges.getOrDefault(row(name)[2], new Range(UNLIMITED, UNLIMITED));
    }

    private static String[] row(String name) {
        for (String line : NAMES.lines().toList()) {
            String[] words = line.split(" ", 3);
            if (words[0].equals(name)) {
                return words;
            }
        }
        return new String[] {"", "", ""};
    }
}
