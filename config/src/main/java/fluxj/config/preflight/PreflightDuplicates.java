package fluxj.config.preflight;

import fluxj.config.Config;
import fluxj.config.tables.HostEntry;
import fluxj.config.tables.HostTable;
import fluxj.format.Hostlist;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds what is said twice in `[bootstrap] hosts`: a name written twice in one entry, and a
/// setting that an earlier entry had already made.
final class PreflightDuplicates {
    private final Config config;
    private final HostTable table;
    private final List<String> problems;

    private PreflightDuplicates(Config config, HostTable table, List<String> problems) {
        this.config = config;
        this.table = table;
        this.problems = problems;
    }

    static void check(
            Config config, List<HostEntry> entries, HostTable table, List<String> problems) {
        PreflightDuplicates duplicates = new PreflightDuplicates(config, table, problems);
        entries.forEach(duplicates::check);
    }

    private void check(HostEntry entry) {
        Set<String> seen = new HashSet<>();
        Hostlist.Builder twice = Hostlist.builder();
        Hostlist.Builder idle = Hostlist.builder();
        for (String host : Hostlist.parse(entry.host())) {
            HostEntry used = table.entry(table.find(host).orElseThrow());
            if (!seen.add(host)) {
                twice.add(host);
            } else if (used.index() != entry.index() && !contributes(entry, used)) {
                idle.add(host);
            }
        }
        report(entry, twice.build(), " more than once");
        report(entry, idle.build(), ", which an earlier entry has set up already");
    }

    /// Whether all that an entry sets is in effect, and it sets something.
    private static boolean contributes(HostEntry entry, HostEntry used) {
        boolean setsSomething =
                entry.bind().isPresent()
                        || entry.connect().isPresent()
                        || entry.parent().isPresent();
        return setsSomething
                && inEffect(entry.bind(), used.bind())
                && inEffect(entry.connect(), used.connect())
                && inEffect(entry.parent(), used.parent());
    }

    private static boolean inEffect(Optional<String> set, Optional<String> used) {
        return set.isEmpty() || set.equals(used);
    }

    private void report(HostEntry entry, Hostlist hosts, String what) {
        if (!hosts.isEmpty()) {
            String path = "bootstrap.hosts[" + entry.index() + "]";
            String place = config.place(path).map(found -> found + ": ").orElse("");
            problems.add(place + "duplicate: hosts[" + entry.index() + "] names " + hosts + what);
        }
    }
}
