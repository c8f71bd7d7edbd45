package fluxj.job;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Fluid;
import fluxj.format.FormatException;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The id of a job: a FLUID (RFC 19), which orders jobs by the time of their submission.
///
/// @param value the number, unsigned
public record JobId(long value) implements Comparable<JobId> {
    private static final String KVS_PREFIX = "job.";

    /// The texts that an id may be written in (spec services 16.1).
    public enum Encoding {
        /// `24058527744`.
        DEC,
        /// `0x59a000000`.
        HEX,
        /// The job's directory in the KVS: `job.0000.0005.9a00.0000`.
        KVS,
        /// `0000.0005.9a00.0000`.
        DOTHEX,
        /// `ƒdeyF7V`.
        F58,
        /// `fdeyF7V`.
        F58PLAIN,
        /// `amazon-laptop-podium--admiral-academy-academy`.
        WORDS,
        /// One to seven emoji.
        EMOJI;

        /// The encoding of that name, in any case.
        public static Optional<Encoding> named(String name) {
            for (Encoding each : values()) {
                if (each.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                    return Optional.of(each);
                }
            }
            return Optional.empty();
        }
    }

    /// Reads an id in any of its encodings.
    ///
    /// @throws FluxException EINVAL when it is in none
    public static JobId parse(String text) {
        String word = text.strip();
        try {
            return new JobId(
                    Fluid.parse(
                            word.startsWith(KVS_PREFIX)
                                    ? word.substring(KVS_PREFIX.length())
                                    : word));
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL);
        }
    }

    /// The id in an encoding.
    public String encode(Encoding encoding) {
        return switch (encoding) {
            case DEC -> dec();
            case HEX -> "0x" + Long.toHexString(value);
            case KVS -> kvs();
            case DOTHEX -> Fluid.dothex(value);
            case F58 -> f58();
            case F58PLAIN -> f58plain();
            case WORDS -> Fluid.words(value);
            case EMOJI -> Fluid.emoji(value);
        };
    }

    /// The number in decimal digits.
    public String dec() {
        return Long.toUnsignedString(value);
    }

    /// The id as people see it: `ƒdeyF7V`.
    public String f58() {
        return Fluid.f58(value);
    }

    /// The id as people see it who work in this environment: with a plain `f` when the locale has
    /// no such letter or `FLUX_F58_FORCE_ASCII` is set.
    public String f58(Map<String, String> environment) {
        return isUnicode(environment) ? f58() : f58plain();
    }

    /// True when people who work in this environment see letters of all languages.
    public static boolean isUnicode(Map<String, String> environment) {
        if (environment.containsKey("FLUX_F58_FORCE_ASCII")) {
            return false;
        }
        for (String name : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
            String locale = environment.getOrDefault(name, "");
            if (!locale.isEmpty()) {
                String lower = locale.toLowerCase(Locale.ROOT);
                return lower.contains("utf-8") || lower.contains("utf8");
            }
        }
        return false;
    }

    /// The id where only ASCII can be shown: `fdeyF7V`.
    public String f58plain() {
        return Fluid.f58plain(value);
    }

    /// The job's directory in the KVS.
    public String kvs() {
        return KVS_PREFIX + Fluid.dothex(value);
    }

    /// A key in the job's directory, such as `eventlog`.
    public String kvs(String name) {
        return kvs() + '.' + name;
    }

    @Override
    public int compareTo(JobId other) {
        return Long.compareUnsigned(value, other.value);
    }

    /// Its own namespace of the KVS, in which its shells write.
    public String namespace() {
        return "job-" + dec();
    }

    /// As people see it.
    @Override
    public String toString() {
        return f58();
    }
}
