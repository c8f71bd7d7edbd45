package fluxj.platform.os;

import fluxj.format.FormatException;
import fluxj.format.PosixTimeZone;
import fluxj.format.ZoneFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import java.util.TreeMap;

/// The time zone that `TZ` means to the C library, for the programs of a host to agree on: names
/// are files below `/usr/share/zoneinfo`, all else is POSIX text, and what is neither is universal
/// time. The JDK knows names only.
public final class ProcessTimeZone {
    private static final Path FOLDER = Path.of("/usr/share/zoneinfo");

    private ProcessTimeZone() {}

    /// Makes it the zone of this process; for a program's first line. Nothing changes when `TZ` is
    /// not set.
    public static void install(Map<String, String> environment) {
        Optional.ofNullable(environment.get("TZ"))
                .map(ProcessTimeZone::of)
                .ifPresent(TimeZone::setDefault);
    }

    /// The abbreviation of a zone at an instant, such as `CEST`.
    public static String abbreviation(ZoneId zone, Instant instant) {
        boolean summer = zone.getRules().isDaylightSavings(instant);
        TimeZone own = TimeZone.getDefault();
        TimeZone names =
                own instanceof Named && own.getID().equals(zone.getId())
                        ? own
                        : TimeZone.getTimeZone(zone);
        return names.getDisplayName(summer, TimeZone.SHORT, Locale.ROOT);
    }

    /// What a value of `TZ` means.
    static TimeZone of(String value) {
        String text = value.startsWith(":") ? value.substring(1) : value;
        if (text.isEmpty()) {
            return TimeZone.getTimeZone("UTC");
        }
        Optional<Path> file = file(text);
        if (file.isPresent()) {
            Optional<ZoneId> known = known(file.get());
            if (known.isPresent()) {
                return TimeZone.getTimeZone(known.get());
            }
            try {
                return named(ZoneFile.read(Files.readAllBytes(file.get())), text);
            } catch (FormatException | IOException e) {
                // As in libc, a file that is no zone is taken for text.
                return named(PosixTimeZone.parse(text), text);
            }
        }
        return named(PosixTimeZone.parse(text), text);
    }

    private static Optional<Path> file(String text) {
        try {
            Path path = FOLDER.resolve(text);
            return Files.isRegularFile(path) ? Optional.of(path.toRealPath()) : Optional.empty();
        } catch (InvalidPathException | IOException e) {
            return Optional.empty();
        }
    }

    /// The zone of that name in the JDK, when the file is one of the system's.
    private static Optional<ZoneId> known(Path file) {
        try {
            Path folder = FOLDER.toRealPath();
            return file.startsWith(folder)
                    ? Optional.of(ZoneId.of(folder.relativize(file).toString()))
                    : Optional.empty();
        } catch (DateTimeException | IOException e) {
            return Optional.empty();
        }
    }

    private static TimeZone named(PosixTimeZone zone, String text) {
        String id = "TZ/" + Integer.toHexString(text.hashCode());
        if (!ZoneRulesProvider.getAvailableZoneIds().contains(id)) {
            ZoneRulesProvider.registerProvider(new Provider(id, zone.rules()));
        }
        return new Named(id, zone);
    }

    /// A zone that `java.time` finds by its id, with the names that `TZ` gives it.
    private static final class Named extends SimpleTimeZone {
        private static final long serialVersionUID = 1L;

        private final String standard;
        private final String summer;

        Named(String id, PosixTimeZone zone) {
            super(zone.rules().getStandardOffset(Instant.now()).getTotalSeconds() * 1000, id);
            standard = zone.standardName();
            summer = zone.summerName();
        }

        @Override
        public String getDisplayName(boolean daylight, int style, Locale locale) {
            return daylight ? summer : standard;
        }
    }

    private static final class Provider extends ZoneRulesProvider {
        private final String id;
        private final ZoneRules rules;

        Provider(String id, ZoneRules rules) {
            this.id = id;
            this.rules = rules;
        }

        @Override
        protected Set<String> provideZoneIds() {
            return Set.of(id);
        }

        @Override
        protected ZoneRules provideRules(String zoneId, boolean forCaching) {
            return rules;
        }

        @Override
        protected NavigableMap<String, ZoneRules> provideVersions(String zoneId) {
            return new TreeMap<>(Map.of("1", rules));
        }
    }
}
