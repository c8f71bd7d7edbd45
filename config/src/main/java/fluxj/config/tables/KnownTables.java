package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigTable;
import fluxj.config.Suggestion;
import fluxj.config.policy.IngestConfig;
import fluxj.config.policy.Policy;
import fluxj.config.policy.QueuesConfig;

import java.util.ArrayList;
import java.util.List;

/// The tables of a configuration that somebody reads, and what is written in it for nobody.
public final class KnownTables {
    /// Tables that other parts of Flux read: flux-core's services, its scheduler, accounting, and
    /// what belongs to El Capitan's machines.
    private static final List<String> FOREIGN =
            List.of(
                    "accounting",
                    "archive",
                    "cray-slingshot",
                    "job-manager",
                    "modules",
                    "sched-fluxion-qmanager",
                    "sched-fluxion-resource",
                    "sched-simple",
                    "sdexec",
                    "systemd");

    private KnownTables() {}

    /// The tables that are ours.
    public static List<ConfigTable> ours() {
        return List.of(
                BootstrapConfig.TABLE,
                TbonConfig.TABLE,
                AccessConfig.TABLE,
                HeartbeatConfig.TABLE,
                FakeResourcesConfig.TABLE,
                JobListConfig.TABLE,
                KvsConfig.TABLE,
                ContentSqliteConfig.TABLE,
                ExecConfig.TABLE,
                IngestConfig.TABLE,
                Policy.TABLE,
                QueuesConfig.TABLE,
                RabbitConfig.TABLE,
                ResourceConfig.TABLE);
    }

    /// The tables that some part of Flux reads, by name.
    public static List<String> names() {
        List<String> names = new ArrayList<>(FOREIGN);
        ours().forEach(table -> names.add(table.name()));
        names.sort(null);
        return List.copyOf(names);
    }

    /// What nobody will read, one line each with its place and the word that was probably meant.
    public static List<String> ignored(Config config) {
        if (config.root().keys().isEmpty()) {
            return List.of();
        }
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
        for (ConfigTable table : ours()) {
            if (!table.isStrict()) {
                addIgnored(config, table, lines);
            }
        }
        return List.copyOf(lines);
    }

    private static void addIgnored(Config config, ConfigTable table, List<String> lines) {
        List<String> known = new ArrayList<>();
        table.keys().forEach(key -> known.add(key.name()));
        for (String key : table.unknown(config)) {
            lines.add(
                    place(config, table.name() + "." + key)
                            + "key '"
                            + key
                            + "' of ["
                            + table.name()
                            + "] is unknown and ignored"
                            + Suggestion.of(key, known));
        }
    }

    private static String place(Config config, String path) {
        return config.place(path).map(place -> place + ": ").orElse("");
    }
}
