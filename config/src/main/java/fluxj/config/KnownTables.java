package fluxj.config;

import fluxj.json.JsonObject;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The tables of a configuration that somebody reads, and what is written in it for nobody.
public final class KnownTables {
    private static final int MAX_DISTANCE = 3;
    private static final int MIN_PREFIX = 3;

    /// Tables that other parts of Flux read: flux-core's services, its scheduler, accounting, and
    /// what belongs to El Capitan's machines.
    private static final List<String> FOREIGN =
            List.of(
                    "accounting",
                    "archive",
                    "cray-slingshot",
                    "exec",
                    "fake-resources",
                    "ingest",
                    "job-manager",
                    "modules",
                    "policy",
                    "queues",
                    "rabbit",
                    "resource",
                    "sched-fluxion-qmanager",
                    "sched-fluxion-resource",
                    "sched-simple",
                    "sdexec",
                    "systemd");

    /// Tables whose own readers refuse what they do not know, as flux-core's do.
    private static final List<String> STRICT = List.of("access", "bootstrap", "heartbeat");

    private KnownTables() {}

    /// The tables that are read leniently, as flux-core reads them: a key too many is told and
    /// ignored.
    private static Map<String, List<ConfigKey>> lenient() {
        Map<String, List<ConfigKey>> tables = new LinkedHashMap<>();
        tables.put("tbon", TbonConfig.KEYS);
        tables.put("kvs", KvsConfig.KEYS);
        tables.put("content-sqlite", ContentSqliteConfig.KEYS);
        return tables;
    }

    /// The tables that some part of Flux reads, by name.
    public static List<String> names() {
        List<String> names = new ArrayList<>(STRICT);
        names.addAll(lenient().keySet());
        names.addAll(FOREIGN);
        names.sort(null);
        return List.copyOf(names);
    }

    /// What nobody will read, one line each with its place and the word that was probably meant.
    public static List<String> ignored(Config config) {
        List<String> lines = new ArrayList<>();
        List<String> names = names();
        for (String name : config.root().keys()) {
            if (!names.contains(name)) {
                String what = config.table(name).isPresent() ? "table [" + name + "]" : name;
                lines.add(
                        place(config, name)
                                + what
                                + " is unknown and ignored"
                                + suggestion(name, names));
            }
        }
        lenient().forEach((name, keys) -> addIgnored(config, name, keys, lines));
        return List.copyOf(lines);
    }

    private static void addIgnored(
            Config config, String name, List<ConfigKey> keys, List<String> lines) {
        List<String> known = keys.stream().map(ConfigKey::name).toList();
        for (String key : config.table(name).orElse(JsonObject.EMPTY).keys()) {
            if (!known.contains(key)) {
                lines.add(
                        place(config, name + "." + key)
                                + "key '"
                                + key
                                + "' of ["
                                + name
                                + "] is unknown and ignored"
                                + suggestion(key, known));
            }
        }
    }

    private static String place(Config config, String path) {
        return config.place(path).map(place -> place + ": ").orElse("");
    }

    /// `; did you mean 'x'?`, or nothing when no known word is near.
    static String suggestion(String unknown, Collection<String> known) {
        String best = "";
        int bestDistance = Math.min(MAX_DISTANCE, unknown.length() / 2) + 1;
        for (String word : known) {
            boolean begun = unknown.length() >= MIN_PREFIX && word.startsWith(unknown);
            int distance = begun ? 1 : distance(unknown, word);
            if (distance < bestDistance) {
                best = word;
                bestDistance = distance;
            }
        }
        return best.isEmpty() ? "" : "; did you mean '" + best + "'?";
    }

    /// How many characters must be put in, taken out or replaced; `-` and `_` count as the same.
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (same(from.charAt(i - 1), to.charAt(j - 1)) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }

    private static boolean same(char one, char other) {
        return plain(one) == plain(other);
    }

    private static char plain(char c) {
        return c == '_' ? '-' : Character.toLowerCase(c);
    }
}
