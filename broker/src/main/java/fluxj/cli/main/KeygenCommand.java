package fluxj.cli.main;

import fluxj.cert.CertificateException;
import fluxj.cert.CurveCertificate;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.FluxCore;
import fluxj.errors.Errno;
import fluxj.platform.HostFacts;
import fluxj.platform.os.OsHostFacts;
import fluxj.zmtp.crypto.CurveCrypto;
import fluxj.zmtp.crypto.CurveCryptoProvider;
import fluxj.zmtp.crypto.CurveKeyPair;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes a CURVE certificate (spec broker 2.3). The first value given to a metadata key stays.
@Command(name = "keygen", description = "Generate keys for Flux security", sortOptions = false)
final class KeygenCommand extends FluxCommand {
    @Option(
            names = {"-n", "--name"},
            paramLabel = "NAME",
            description = "Set certificate name (default: hostname)")
    private String name = "";

    @Option(
            names = "--meta",
            split = ",",
            paramLabel = "KEYVALS",
            description = "Add/update comma-separated key=value metadata")
    private List<String> meta = new ArrayList<>();

    @Parameters(arity = "0..1", paramLabel = "PATH")
    private String path = "";

    KeygenCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        if (path.isEmpty()) {
            console()
                    .err()
                    .println(
                            "fluxj keygen: WARNING: add PATH argument to save generated"
                                    + " certificate");
        }
        SecureRandom random = new SecureRandom();
        CurveCrypto crypto = CurveCryptoProvider.select("auto").crypto();
        CurveKeyPair pair = crypto.generate(random);
        try {
            CurveCertificate certificate =
                    CurveCertificate.of(
                            pair.publicKey().bytes(),
                            pair.secretKey().bytes(),
                            metadata(new OsHostFacts(random)));
            if (!path.isEmpty()) {
                certificate.save(Path.of(path));
            }
        } catch (CertificateException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
    }

    private Map<String, String> metadata(HostFacts host) {
        Map<String, String> metadata = new LinkedHashMap<>();
        if (!name.isEmpty()) {
            metadata.put("name", name);
        }
        for (String pair : meta) {
            int equals = pair.indexOf('=');
            if (equals == 0) {
                throw new CommandFailure(
                        "error setting certificate metadata " + pair + ": " + Errno.EINVAL.text());
            }
            metadata.putIfAbsent(
                    equals < 0 ? pair : pair.substring(0, equals),
                    equals < 0 ? "" : pair.substring(equals + 1));
        }
        metadata.putIfAbsent("name", host.hostname());
        metadata.putIfAbsent("keygen.hostname", host.hostname());
        metadata.putIfAbsent(
                "keygen.time",
                DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss")
                        .format(LocalDateTime.now(ZoneId.systemDefault())));
        metadata.putIfAbsent("keygen.userid", Integer.toString(host.uid()));
        metadata.putIfAbsent("keygen.flux-core-version", FluxCore.VERSION);
        return metadata;
    }
}
