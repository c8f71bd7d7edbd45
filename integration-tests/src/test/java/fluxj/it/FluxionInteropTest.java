package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A rabbit job under the scheduler Fluxion, whose modules run as processes of our broker: it gets
/// SSDs of the rabbits of its nodes (spec coral2 4.7, 4.8.1).
@Tag("interop")
class FluxionInteropTest {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static final String MAPPING =
            """
            {"computes": {"node0": "rabbit0", "node1": "rabbit1"},
             "rabbits": {"rabbit0": {"capacity": 39582418599936, "hostlist": "node0"},
                         "rabbit1": {"capacity": 39582418599936, "hostlist": "node1"}}}
            """;

    private static final String SETUP =
            """
            fluxj rabbit-sim --rabbits=2 --nodes='node[0-1]' --kubeconfig=kc >sim &
            sim=$!
            trap 'kill $sim' EXIT
            trap exit HUP
            until [ -s kc ]; do sleep 0.2; done
            fluxj module remove sched-simple
            fluxj module load sched-fluxion-resource
            fluxj module load sched-fluxion-qmanager
            fluxj jobtap load dws-jobtap.so
            fluxj dws >dws 2>&1 &
            dws=$!
            until fluxj rabbit check >check 2>&1; do kill -0 $dws && sleep 0.2 || exit 1; done
            submit() {
                fluxj submit -N$1 -S dw='#DW jobdw type=xfs capacity=10TiB name=project1' true
            }
            ssds() {
                fluxj job wait-event --timeout=60 $1 clean >clean
                fluxj job info $1 R | grep -o '"/cl/chassis[0-9]/ssd' | sort | tr -d '\\n'
                echo
            }
            """;

    private static final String STEPS =
            """
            ssds $(submit 2)
            fluxj rabbit-sim fault add rabbit rabbit=rabbit1 status=Failed >fault
            ssds $(submit 1)
            both=$(submit 2)
            fluxj job wait-event --timeout=60 $both priority >priority
            fluxj jobs -no '{state}' $both
            fluxj rabbit-sim fault clear >fault
            ssds $both
            fluxj module remove sched-fluxion-qmanager
            fluxj module reload sched-fluxion-resource
            fluxj module load sched-fluxion-qmanager
            ssds $(submit 2)
            fluxj module remove sched-fluxion-qmanager
            fluxj module remove sched-fluxion-resource
            kill $dws
            """;

    @TempDir Path folder;

    /// The folder with its modules: named by `-Dfluxj.fluxion=`, or that of flux-core; empty when
    /// there is none.
    private static String modules(String flux) {
        Path prefix = Path.of(flux).toAbsolutePath().normalize().resolve("../..").normalize();
        return List.of(
                        System.getProperty("fluxj.fluxion", ""),
                        prefix.resolve("lib/flux/modules").toString(),
                        prefix.resolve("lib64/flux/modules").toString())
                .stream()
                .filter(path -> Files.exists(Path.of(path, "sched-fluxion-qmanager.so")))
                .findFirst()
                .orElse("");
    }

    private void writeConfiguration() throws IOException {
        String nodes = "[[resource.config]]\nhosts = \"node[0-1]\"\ncores = \"0-1\"\n";
        Path mapping = Files.writeString(folder.resolve("mapping"), MAPPING);
        Path plain = Files.writeString(folder.resolve("nodes.toml"), nodes);
        CommandLine.Result graph =
                CommandLine.fluxj(
                                "dws2jgf",
                                "--only-sched",
                                "--cluster-name=cl",
                                "-c2",
                                "--from-config=" + plain,
                                mapping.toString())
                        .run();
        assertEquals(0, graph.exitCode(), graph.all());
        Path scheduling = Files.writeString(folder.resolve("jgf"), graph.out());
        Files.writeString(
                Files.createDirectory(folder.resolve("conf")).resolve("site.toml"),
                "[resource]\nnoverify = true\nscheduling = \""
                        + scheduling
                        + "\"\n"
                        + nodes
                        + "[sched-fluxion-resource]\nmatch-format = \"rv1\"\n");
    }

    @Test
    void jobsGetSsdsOfTheRabbitsOfTheirNodes() throws IOException {
        String flux = FluxCore.command();
        assumeFalse(flux.isEmpty(), FluxCore.MISSING);
        String modules = modules(flux);
        assumeFalse(modules.isEmpty(), "skipped: Fluxion is not beside flux-core's flux");
        writeConfiguration();
        CommandLine.Result result =
                CommandLine.fluxj(
                                "start",
                                "-s2",
                                "--test-hosts=node[0-1]",
                                "--config-path=" + folder.resolve("conf"),
                                "sh",
                                "-c",
                                "cd \"$0\"\n" + SETUP + STEPS,
                                folder.toString())
                        .with("PATH", Path.of(flux).getParent() + ":" + System.getenv("PATH"))
                        .with("FLUX_MODULE_PATH", modules)
                        .with("KUBECONFIG", folder.resolve("kc").toString())
                        .within(LIMIT)
                        .run();
        assertEquals(
                """
                "/cl/chassis0/ssd"/cl/chassis1/ssd
                "/cl/chassis0/ssd
                SCHED
                "/cl/chassis0/ssd"/cl/chassis1/ssd
                "/cl/chassis0/ssd"/cl/chassis1/ssd
                """,
                result.out(),
                result.all());
    }
}
