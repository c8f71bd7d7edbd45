package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// The commands about which nodes hang on which rabbits, and the options for chassis, on an
/// instance of our own (spec coral2 4.12, 4.13).
class RabbitToolsTest {
    private static final String MAPPING =
            """
            {"computes": {"node1": "rabbit201", "node2": "rabbit201", "node17": "rabbit202"},
             "rabbits": {"rabbit201": {"capacity": 77309411328, "hostlist": "node[1-2]"},
                         "rabbit202": {"capacity": 77309411328, "hostlist": "node17"}}}
            """;

    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir Path folder;

    @BeforeEach
    void writeMapping() throws IOException {
        Files.writeString(folder.resolve("mapping.json"), MAPPING);
        Files.writeString(folder.resolve("broken.json"), "{\"computes\": ");
    }

    private CommandLine.Result instance(String script) {
        return CommandLine.fluxj("start", "sh", "-c", script).with("DIR", folder.toString()).run();
    }

    private static String mapping(String file) {
        return "printf '[rabbit]\\nmapping = \"%s\"\\n' \"$DIR/"
                + file
                + "\" | fluxj config load\n";
    }

    @Test
    void nodesAreMappedToRabbitsAndBack() {
        CommandLine.Result result =
                instance(
                        mapping("mapping.json")
                                + """
                                fluxj getrabbit
                                fluxj getrabbit rabbit202 rabbit201
                                fluxj getrabbit 'rabbit[201-202]'
                                fluxj getrabbit -c 'node[1,17]' node2
                                fluxj getrabbit --computes=node17
                                fluxj alloc -n1 fluxj getrabbit -c node1
                                """);
        assertEquals(
                """
                rabbit[201-202]
                node[1-2,17]
                node[1-2,17]
                rabbit[201-202]
                rabbit202
                rabbit201
                """,
                result.out(),
                result.all());
    }

    @Test
    void jobsAreMappedToTheirRabbits() {
        CommandLine.Result result =
                instance(
                        mapping("mapping.json")
                                + """
                                job=$(fluxj submit sleep 600 | fluxj job id --to=dec)
                                fluxj getrabbit -j $job
                                fluxj job memo $job 'rabbits=rabbit[205-206]'
                                fluxj getrabbit -j $job
                                fluxj getrabbit -j $job -c node1
                                fluxj getrabbit -j f1234
                                fluxj getrabbit -j 124.469
                                fluxj cancel --all
                                """);
        assertEquals("rabbit[205-206]\nrabbit[201,205-206]\n", result.out(), result.all());
        String errors = result.err().replaceAll("job [0-9]{5,}", "job JOB");
        assertTrue(
                errors.startsWith(
                        """
                        fluxj getrabbit: No rabbits found for job JOB
                        fluxj getrabbit: Could not find job f1234
                        fluxj getrabbit: Lookup of job 124.469 failed:"""),
                result::all);
    }

    @Test
    void whatIsWrongIsTold() {
        CommandLine.Result result =
                instance(
                        """
                        fluxj getrabbit; echo $?
                        """
                                + mapping("nosuch.json")
                                + "fluxj getrabbit; echo $?\n"
                                + mapping("broken.json")
                                + "fluxj getrabbit; echo $?\n"
                                + mapping("mapping.json")
                                + """
                                fluxj getrabbit rabbit7; echo $?
                                fluxj getrabbit -c node2 node7; echo $?
                                fluxj getrabbit rabbit201 -c node1; echo $?
                                fluxj getrabbit --computes; echo $?
                                """);
        assertEquals("1\n1\n1\n1\n1\n1\n2\n", result.out(), result.all());
        String errors = result.err().replace(folder.toString(), "DIR");
        assertTrue(
                errors.startsWith(
                        """
                        fluxj getrabbit: Flux is misconfigured, 'rabbit.mapping' key not set in \
                        current instance or root/system instance
                        fluxj getrabbit: Could not find file 'DIR/nosuch.json' specified under \
                        'rabbit.mapping' config key, Flux may be misconfigured
                        fluxj getrabbit: File 'DIR/broken.json' could not be parsed as JSON:"""),
                result::all);
        assertTrue(
                errors.contains(
                        """
                        fluxj getrabbit: Could not find rabbit rabbit7
                        fluxj getrabbit: Could not find compute node7
                        fluxj getrabbit: Both rabbits and computes or jobids cannot be looked up \
                        at the same time
                        """),
                result::all);
    }

    @Test
    void theMappingIsMadeOfWhatKubernetesSays() {
        CommandLine.Result result =
                instance(
                        """
                        export KUBECONFIG="$DIR/kubeconfig"
                        fluxj rabbitmapping; echo $?
                        fluxj rabbit-sim --capacity=lots; echo $?
                        fluxj rabbit-sim --nodes 'node[1-4]' --capacity=100GiB --kubeconfig "$KUBECONFIG" \\
                            > "$DIR/sim" &
                        until test -s "$DIR/sim"; do sleep 0.1; done
                        fluxj rabbitmapping --indent=1; echo
                        fluxj rabbitmapping > "$DIR/mapping.json"
                        """
                                + mapping("mapping.json")
                                + """
                                fluxj getrabbit -c node4
                                fluxj getrabbit rabbit0
                                kill $!; wait $!
                                fluxj rabbitmapping -k "$KUBECONFIG"; echo $?
                                """);
        assertEquals(
                """
                1
                2
                {
                 "computes": {
                  "node1": "rabbit0",
                  "node2": "rabbit0",
                  "node3": "rabbit1",
                  "node4": "rabbit1"
                 },
                 "rabbits": {
                  "rabbit0": {
                   "capacity": 107374182400,
                   "hostlist": "node[1-2]"
                  },
                  "rabbit1": {
                   "capacity": 107374182400,
                   "hostlist": "node[3-4]"
                  }
                 }
                }
                rabbit1
                node[1-2]
                1
                """,
                result.out(),
                result.all());
        assertTrue(result.err().contains("kubeconfig: No such file or directory"), result::all);
        assertTrue(
                result.err().contains("--capacity: must be a size such as 100GiB or 2TB"),
                result::all);
    }

    @Test
    void aGraphIsMadeOfTheInstancesMapping() {
        CommandLine.Result result =
                instance(
                        mapping("mapping.json")
                                + """
                                fluxj R encode -H 'node[1,3]' -c 0 > "$DIR/R"
                                fluxj dws2jgf < "$DIR/R"
                                fluxj dws2jgf --no-validate -c 1 --cluster-name=c --only-sched < "$DIR/R"
                                """);
        assertEquals(
                """
                {"graph": {"directed": false, "nodes": [\
                {"id": "0", "metadata": {"type": "cluster", "name": "c", "paths": {"containment": "/c"}}}, \
                {"id": "1", "metadata": {"type": "chassis", "id": 0, "properties": {"rabbit": "rabbit201", \
                "ssdcount": "1"}, "paths": {"containment": "/c/chassis0"}}}, \
                {"id": "2", "metadata": {"type": "ssd", "unit": "GiB", "size": 72, "paths": \
                {"containment": "/c/chassis0/ssd0"}, "status": 1}}, \
                {"id": "3", "metadata": {"type": "node", "name": "node1", "rank": 0, "paths": \
                {"containment": "/c/chassis0/node1"}}}, \
                {"id": "4", "metadata": {"type": "core", "id": 0, "rank": 0, "paths": \
                {"containment": "/c/chassis0/node1/core0"}}}, \
                {"id": "5", "metadata": {"type": "chassis", "id": 1, "properties": {"rabbit": "rabbit202", \
                "ssdcount": "1"}, "paths": {"containment": "/c/chassis1"}}}, \
                {"id": "6", "metadata": {"type": "ssd", "unit": "GiB", "size": 72, "paths": \
                {"containment": "/c/chassis1/ssd0"}, "status": 1}}, \
                {"id": "7", "metadata": {"type": "node", "name": "node3", "rank": 1, "paths": \
                {"containment": "/c/node3"}}}, \
                {"id": "8", "metadata": {"type": "core", "id": 0, "rank": 1, "paths": \
                {"containment": "/c/node3/core0"}}}], "edges": [\
                {"source": "0", "target": "1"}, {"source": "1", "target": "2"}, \
                {"source": "1", "target": "3"}, {"source": "3", "target": "4"}, \
                {"source": "0", "target": "5"}, {"source": "5", "target": "6"}, \
                {"source": "0", "target": "7"}, {"source": "7", "target": "8"}]}}""",
                result.out(),
                result.all());
        assertEquals(
                "fluxj dws2jgf: Node(s) {'node2', 'node17'} found in rabbit_mapping but not R from"
                        + " stdin\n",
                result.err());
    }

    @Test
    void chassisAreForInstancesWhoseSchedulerKnowsThem() {
        CommandLine.Result result =
                instance(
                        """
                        fluxj run -N1 --coral2-chassis=1 true; echo $?
                        fluxj R encode --local > "$DIR/R"
                        echo '{}' > "$DIR/jgf"
                        printf '[resource]\\npath = "%s"\\nscheduling = "%s"\\n' \\
                            "$DIR/R" "$DIR/jgf" | fluxj config load
                        fluxj alloc -N6 --coral2-chassis=2 --dry-run true |
                            sed 's/, "tasks".*//'
                        printf '#!/bin/sh\\n# flux: -N4\\n# flux: --coral2-chassis=3\\n' > "$DIR/job"
                        fluxj batch --dry-run "$DIR/job"; echo $?
                        fluxj alloc -n1 fluxj submit -N1 --coral2-chassis=1 --dry-run true |
                            sed 's/, "tasks".*//'
                        """);
        assertEquals(
                """
                1
                {"resources": [{"type": "chassis", "count": 2, "with": [{"type": "node", "count": 3, \
                "exclusive": true, "with": [{"type": "slot", "count": 1, "with": [{"type": "core", \
                "count": 1}], "label": "task"}]}]}]
                1
                {"resources": [{"type": "chassis", "count": 1, "with": [{"type": "node", "count": 1, \
                "exclusive": true, "with": [{"type": "slot", "count": 1, "with": [{"type": "core", \
                "count": 1}], "label": "task"}]}]}]
                """,
                result.out(),
                result.all());
        assertEquals(
                """
                fluxj run: ERROR: Flux scheduler not configured to support chassis count
                fluxj batch: ERROR: Nodecount (4) must be evenly divisible by chassis count (3)
                """,
                result.err(),
                result.all());
    }

    @Test
    void nodesWhoseStorageHasFailedAreDrainedInAnInstanceThatIsTheJob() {
        CommandLine.Result result =
                instance(
                        """
                        show='fluxj resource drain -no "{nodelist} {reason}"'
                        submit() {
                            fluxj submit -N1 --urgency=hold "$@" fluxj broker sh -c "$show" |
                                fluxj job id --to=dec
                        }
                        for env in DW_JOB_scratch=/mnt/x OTHER=1; do
                            job=$(submit --env=$env)
                            fluxj job raise --severity=1 --type=dws-node-failure $job $(hostname)
                            fluxj job urgency $job default
                            fluxj job attach $job 2>/dev/null; echo $?
                        done
                        """);
        String host = CommandLine.of("hostname").run().out().strip();
        assertEquals(host + " missing rabbit file systems\n0\n0\n", result.out(), result.all());
    }
}
