package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigKey;
import fluxj.config.Suggestion;
import fluxj.json.JsonObject;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The tables of a configuration that somebody reads, and what is written in it for nobody.
public final class KnownTables {
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
                                + Suggestion.of(name, names));
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
                                + Suggestion.of(key, known));
            }
        }
    }

    private static String place(Config config, String path) {
        return config.place(path).map(place -> place + ": ").orElse("");
    }
}
