package fluxj.config.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.cert.CurveCertificate;
import fluxj.format.Hostlist;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

class ConfigPreflightTest {
    /// The certificates of these tests hold the same 32 bytes twice.
    private static final UnaryOperator<byte[]> SAME = UnaryOperator.identity();

    @TempDir private Path directory;
    private final Map<String, NameService.Resolution> known = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> interfaces = new ArrayList<>(List.of("lo", "eth0"));
    private String hostname = "admin";

    private final NameService names =
            new NameService() {
                @Override
                public Map<String, Resolution> resolve(Collection<String> questions) {
                    asked.addAll(questions);
                    Map<String, Resolution> answers = new LinkedHashMap<>();
                    for (String name : questions) {
                        answers.put(
                                name,
                                known.getOrDefault(
                                        name, Resolution.failed("Name or service not known")));
                    }
                    return answers;
                }

                @Override
                public List<String> interfaces() {
                    return interfaces;
                }

                @Override
                public String hostname() {
                    return hostname;
                }
            };

    @BeforeEach
    void makeCertificate() {
        byte[] key = new byte[CurveCertificate.KEY_LENGTH];
        CurveCertificate.of(key, key, Map.of("name", "test")).save(directory.resolve("cert"));
    }

    private ConfigPreflight.Report check(String toml, String only) throws IOException {
        Path file = directory.resolve("x.toml");
        Files.writeString(file, toml.replace("CERT", directory + "/cert"));
        return new ConfigPreflight(names, SAME)
                .check(List.of(file.toString()), Hostlist.parse(only));
    }

    private List<String> problems(String toml) throws IOException {
        ConfigPreflight.Report report = check(toml, "");
        assertEquals(report.problems().isEmpty() ? 0 : 1, report.exitCode());
        return report.problems().stream().map(line -> line.replace(directory + "/", "")).toList();
    }

    @Test
    void describesTheLargeClusterInAFewLinesAndAsksForOneName() throws IOException {
        known.put("eelcap1", NameService.Resolution.of("192.168.64.1"));
        String seed =
                Files.readString(Path.of("examples/elcap.toml"))
                        .replace("/etc/flux/system/curve.cert", "CERT");
        ConfigPreflight.Report report = check(seed, "");
        assertEquals(List.of(), report.problems());
        assertEquals(11_833, report.size());
        assertEquals(
                List.of(
                        "size: 11833",
                        "hosts: elcap[1,201-896,1001-12136]",
                        "topology: custom, 2 levels, fan-out up to 11832, ranks with children: 0",
                        "rank 0 (elcap1): binds tcp://192.168.64.1:8050, reached at"
                                + " tcp://eelcap1:8050",
                        "ranks 1-11832 (elcap[201-896,1001-12136]): no children, binds nothing,"
                                + " connects to elcap1 at tcp://eelcap1:8050",
                        "this host (admin) is not in the table: interfaces were not checked"),
                report.facts());
        assertEquals(List.of("eelcap1"), asked);
    }

    @Test
    void describesTheHostsItIsAskedFor() throws IOException {
        known.put("node0", NameService.Resolution.of("10.0.0.1"));
        known.put("node1", NameService.Resolution.of("10.0.0.2"));
        ConfigPreflight.Report report = check(chain("eth0"), "node1,nobody");
        assertTrue(
                report.facts()
                        .contains(
                                "rank 1 (node1): binds tcp://eth0:8050, reached at"
                                        + " tcp://node1:8050, connects to node0 at"
                                        + " tcp://node0:8050"),
                report.facts().toString());
        assertEquals(
                List.of("Config file error [bootstrap]: nobody not found in hosts"),
                report.problems());
    }

    private static String chain(String bindTo) {
        return """
        [bootstrap]
        curve_cert = "CERT"
        default_port = 8050
        default_bind = "tcp://BIND:%p"
        default_connect = "tcp://%h:%p"
        hosts = [ { host = "node[0-1]" }, { host = "node[2-4]", parent = "node1" } ]
        """
                .replace("BIND", bindTo);
    }

    @Test
    void tellsEveryNameThatDoesNotResolveOrIsLoopback() throws IOException {
        known.put("node1", NameService.Resolution.of("127.0.1.1"));
        assertEquals(
                List.of(
                        "unable to resolve upstream peer node0: Name or service not known (rank 0,"
                                + " node0)",
                        "node1 is 127.0.1.1, a loopback address, which other hosts cannot reach"
                                + " (rank 1, node1)"),
                problems(chain("*")));
    }

    @Test
    void tellsAMissingInterfaceOfThisHostOnly() throws IOException {
        known.put("node0", NameService.Resolution.of("10.0.0.1"));
        known.put("node1", NameService.Resolution.of("10.0.0.2"));
        assertEquals(List.of(), problems(chain("en0")));
        hostname = "node1";
        assertEquals(
                List.of(
                        "bind URI tcp://en0:8050: this host has no interface en0, only lo eth0"
                                + " (rank 1, node1)"),
                problems(chain("en0")));
        interfaces.add("en0");
        assertEquals(List.of(), problems(chain("en0")));
        assertEquals(List.of(), problems(chain("10.0.0.2")));
        hostname = "node4";
        assertEquals(List.of(), problems(chain("nothing")));
    }

    @Test
    void tellsDuplicates() throws IOException {
        String toml =
                """
                [bootstrap]
                curve_cert = "CERT"
                hosts = [
                  { host = "a,b,a", bind = "tcp://*:1", connect = "tcp://10.0.0.1:1" },
                  { host = "b", connect = "tcp://10.0.0.2:1" },
                  { host = "c", parent = "b" },
                ]
                """;
        assertEquals(
                List.of(
                        "x.toml:4:3: duplicate: hosts[0] names a more than once",
                        "x.toml:5:3: duplicate: hosts[1] names b, which an earlier entry has set up"
                                + " already",
                        "duplicate: connect URI tcp://10.0.0.1:1 is shared (ranks 0-1, a,b)"),
                problems(toml));
    }

    @Test
    void tellsUrisThatCannotWork() throws IOException {
        String toml =
                """
                [bootstrap]
                curve_cert = "CERT"
                hosts = [
                  { host = "a", connect = "tcp://*:1" },
                  { host = "b", bind = "tcp://*:%p", connect = "ipc:///tmp/b" },
                  { host = "c", bind = "tcp://*", connect = "tcp://127.0.0.1:1", parent = "b" },
                  { host = "d", parent = "c" },
                ]
                """;
        assertEquals(
                List.of(
                        "bind URI is undefined (rank 0, a)",
                        "connect URI is a wildcard, which names no host (rank 0, a)",
                        "bind URI uses %p, but default_port is not set (rank 1, b)",
                        "connect URI is ipc://, which other hosts cannot reach (rank 1, b)",
                        "bind URI has no port (rank 2, c)",
                        "127.0.0.1 is a loopback address, which other hosts cannot reach (rank 2,"
                                + " c)"),
                problems(toml));
    }

    @Test
    void tellsWhatIsWrongInEachTableAndGoesOn() throws IOException {
        String toml =
                """
                [tbon]
                torpid_mix = "5s"
                [access]
                allow-guest-users = true
                [heartbeat]
                period = "x"
                [bootstrap]
                default_prot = 8050
                [whatever]
                x = 1
                """;
        List<String> problems = problems(toml);
        assertEquals(5, problems.size(), problems.toString());
        assertTrue(problems.get(0).endsWith("did you mean 'allow-guest-user'?"), problems.get(0));
        assertEquals("x.toml:9:1: table [whatever] is unknown and ignored", problems.get(2));
        assertEquals(
                "x.toml:2:1: key 'torpid_mix' of [tbon] is unknown and ignored; did you mean"
                        + " 'torpid_min'?",
                problems.get(3));
        assertTrue(problems.get(4).endsWith("did you mean 'default_port'?"), problems.get(4));
    }

    @Test
    void tellsACertificateThatIsMissingReadableByOthersOrWithoutName() throws IOException {
        known.put("node0", NameService.Resolution.of("10.0.0.1"));
        known.put("node1", NameService.Resolution.of("10.0.0.2"));
        Path file = directory.resolve("cert");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertEquals(
                List.of("Error loading certificate: cert: readable by group/other"),
                problems(chain("*")));
        byte[] key = new byte[CurveCertificate.KEY_LENGTH];
        CurveCertificate.of(key, key, Map.of()).save(file);
        assertEquals(
                List.of("cert: certificate has no name; make one with fluxj keygen"),
                problems(chain("*")));
        Files.delete(file);
        assertEquals(
                List.of("Error loading certificate: cert: No such file or directory"),
                problems(chain("*")));
        assertEquals(
                List.of(
                        "Config file error [bootstrap]: curve_cert must be defined for size > 1;"
                                + " make one with fluxj keygen"),
                problems(chain("*").replace("curve_cert", "#")));
    }

    @Test
    void tellsATreeThatIsNoneAndFilesThatCannotBeRead() throws IOException {
        known.put("node0", NameService.Resolution.of("10.0.0.1"));
        assertEquals(
                List.of(
                        "Error creating notascheme:42 topology: unknown topology scheme"
                                + " 'notascheme'"),
                problems(chain("*") + "[tbon]\ntopo = \"notascheme:42\"\n"));
        assertEquals(
                List.of("x.toml:1:4: Unexpected end of line, expected . or ="), problems("bad\n"));
        assertEquals(0, check("[tbon]\n", "").exitCode());
        assertEquals(1, check("[bootstrap]\n", "").size());
    }
}
