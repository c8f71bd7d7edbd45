package fluxj.cli.config;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.config.preflight.ConfigPreflight;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.zmtp.crypto.CurveCrypto;
import fluxj.zmtp.crypto.CurveCryptoProvider;
import fluxj.zmtp.crypto.CurveKey;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

@Command(
        name = "check",
        description = "Check configuration files before a broker reads them",
        sortOptions = false)
final class ConfigCheckCommand extends FluxCommand {
    @Option(
            names = {"-H", "--host"},
            paramLabel = "HOSTS",
            description = "Describe only these hosts, one by one")
    private String hosts = "";

    @Parameters(arity = "1..*", paramLabel = "FILE")
    private List<String> files = new ArrayList<>();

    ConfigCheckCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        ConfigPreflight.Report report =
                new ConfigPreflight(new SystemNames(), ConfigCheckCommand::publicKey)
                        .check(files, only());
        report.facts().forEach(console().out()::println);
        console().out().flush();
        report.problems().forEach(problem -> console().err().println("fluxj config: " + problem));
        if (report.exitCode() != 0) {
            throw new CommandFailure(report.exitCode(), "");
        }
    }

    private Hostlist only() {
        try {
            return Hostlist.parse(hosts);
        } catch (FormatException e) {
            throw new CommandFailure("--host: " + e.getMessage());
        }
    }

    private static byte[] publicKey(byte[] secret) {
        CurveCrypto crypto = CurveCryptoProvider.select("auto").crypto();
        return crypto.publicKey(CurveKey.of(secret)).bytes();
    }
}
