package fluxj.config.preflight;

import fluxj.cert.CertificateException;
import fluxj.cert.CurveCertificate;
import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigLoader;
import fluxj.config.ConfigTable;
import fluxj.config.policy.Policy;
import fluxj.config.policy.QueuesConfig;
import fluxj.config.tables.BootstrapConfig;
import fluxj.config.tables.HostTable;
import fluxj.config.tables.KnownTables;
import fluxj.config.tables.TbonConfig;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// The engine of `fluxj config check`: reads configurations as a broker would, and tells everything
/// that would go wrong instead of stopping at the first thing.
public final class ConfigPreflight {
    /// What a preflight found.
    ///
    /// @param size how many brokers the configuration makes; 0 when it could not be read
    /// @param facts lines that describe the instance, to be printed as they are
    /// @param problems one line for each thing that will not work
    public record Report(int size, List<String> facts, List<String> problems) {
        /// Copies the lines.
        public Report {
            facts = List.copyOf(facts);
            problems = List.copyOf(problems);
        }

        /// What `fluxj config check` exits with: 1 when there are problems.
        public int exitCode() {
            return problems.isEmpty() ? 0 : 1;
        }
    }

    private final NameService names;
    private final UnaryOperator<byte[]> publicKeyOfSecret;

    /// A preflight.
    ///
    /// @param names answers about the network
    /// @param publicKeyOfSecret checks the pair in a certificate; see [CurveCertificate#load]
    public ConfigPreflight(NameService names, UnaryOperator<byte[]> publicKeyOfSecret) {
        this.names = names;
        this.publicKeyOfSecret = publicKeyOfSecret;
    }

    /// Checks one instance's configuration, given in one or more files or directories of which
    /// later ones are laid over earlier ones.
    ///
    /// @param paths files or directories
    /// @param only hosts to describe one by one; when empty, all hosts are described in groups
    public Report check(List<String> paths, Hostlist only) {
        List<String> problems = new ArrayList<>();
        Config config = Config.EMPTY;
        for (String path : paths) {
            config = config.merge(read(path, ConfigLoader::load, problems).orElse(Config.EMPTY));
        }
        Optional<TbonConfig> tbon = read(config, TbonConfig::of, problems);
        for (ConfigTable other : KnownTables.ours()) {
            if (!List.of(TbonConfig.TABLE, BootstrapConfig.TABLE, Policy.TABLE, QueuesConfig.TABLE)
                    .contains(other)) {
                read(config, other::read, problems);
            }
        }
        read(config, QueuesConfig::of, problems);
        problems.addAll(KnownTables.ignored(config));
        Optional<BootstrapConfig> bootstrap =
                read(config, BootstrapConfig::of, problems).flatMap(found -> found);
        if (bootstrap.isEmpty()) {
            List<String> facts =
                    config.root().get("bootstrap").isEmpty() && problems.isEmpty()
                            ? List.of("no [bootstrap] table: nothing is said about hosts")
                            : List.of();
            return new Report(0, facts, problems);
        }
        Optional<HostTable> table = hostTable(config, bootstrap.get(), problems);
        checkCertificate(bootstrap.get(), table.map(HostTable::size).orElse(1), problems);
        List<String> facts = new ArrayList<>();
        if (table.isPresent()) {
            String topo = tbon.map(found -> found.get(TbonConfig.TOPO)).orElse("custom");
            describe(table.get(), topo, only, facts, problems);
        }
        return new Report(table.map(HostTable::size).orElse(0), facts, problems);
    }

    private static <F, T> Optional<T> read(F from, Function<F, T> reader, List<String> problems) {
        try {
            return Optional.of(reader.apply(from));
        } catch (ConfigException e) {
            problems.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<HostTable> hostTable(
            Config config, BootstrapConfig bootstrap, List<String> problems) {
        if (bootstrap.get(BootstrapConfig.HOSTS).isEmpty()) {
            return Optional.of(HostTable.of(config, bootstrap, names.hostname()));
        }
        Optional<HostTable> table =
                read(bootstrap, entries -> HostTable.of(config, entries), problems);
        table.ifPresent(
                made ->
                        PreflightDuplicates.check(
                                config, bootstrap.get(BootstrapConfig.HOSTS), made, problems));
        return table;
    }

    private void checkCertificate(BootstrapConfig bootstrap, int size, List<String> problems) {
        if (bootstrap.get(BootstrapConfig.CURVE_CERT).isEmpty()) {
            if (size > 1) {
                problems.add(
                        BootstrapConfig.PREFIX
                                + "curve_cert must be defined for size > 1; make one with fluxj"
                                + " keygen");
            }
            return;
        }
        String path = bootstrap.get(BootstrapConfig.CURVE_CERT).get();
        try {
            CurveCertificate certificate = CurveCertificate.load(Path.of(path), publicKeyOfSecret);
            if (certificate.name().isEmpty() && size > 1) {
                problems.add(path + ": certificate has no name; make one with fluxj keygen");
            }
        } catch (CertificateException e) {
            problems.add("Error loading certificate: " + e.getMessage());
        }
    }

    private void describe(
            HostTable table,
            String topo,
            Hostlist only,
            List<String> facts,
            List<String> problems) {
        try {
            var topology = table.topology(topo);
            new PreflightDescription(table, topology, topo).describe(only, facts, problems);
            new PreflightNetwork(table, topology, names).check(only, facts, problems);
        } catch (FormatException e) {
            problems.add("Error creating " + topo + " topology: " + e.getMessage());
        }
    }
}
