package fluxj.coral2.dws.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// What flux-coral2's service changed in Kubernetes, job by job, and what ours does in the same
/// story: the same objects, the same patches, in the same order. What its plugin asked twice (spec
/// coral2 4.2.9) is there once.
class GoldenChangesTest {
    private static final long ID = 100;
    private static final String NAME = "fluxjob-" + ID;

    private record Story(
            String rabbit, String attributes, BiConsumer<ServiceRun, InstanceDouble.Job> then) {}

    private static Map<String, List<String>> golden() throws IOException {
        Map<String, List<String>> stories = new LinkedHashMap<>();
        try (InputStream in =
                GoldenChangesTest.class.getResourceAsStream("/golden/coral2/dws-changes.txt")) {
            assertNotNull(in);
            List<String> story = new ArrayList<>();
            for (String line :
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                if (line.startsWith("# ")) {
                    story = new ArrayList<>();
                    stories.put(line.substring(2), story);
                } else if (story.isEmpty() || !story.getLast().equals(line)) {
                    story.add(line);
                }
            }
        }
        return stories;
    }

    private static Story plain(BiConsumer<ServiceRun, InstanceDouble.Job> then) {
        return new Story("{\"save_datamovements\":1}", "", then);
    }

    private static Story heldCancel(String state) {
        return plain(
                (run, job) -> {
                    run.faults("hold state=" + state);
                    run.seconds(3);
                    job.finish();
                    run.seconds(3);
                    job.raise("cancel", "");
                });
    }

    private static Story timeout(String key, String state) {
        return new Story(
                "{\"" + key + "\":2.0}",
                "",
                (run, job) -> {
                    run.faults("hold state=" + state);
                    run.seconds(3);
                    job.finish();
                    run.seconds(6);
                    run.faults();
                });
    }

    private static void finish(ServiceRun run, InstanceDouble.Job job) {
        run.seconds(4);
        job.finish();
    }

    private static Story story(String name) {
        return switch (name) {
            case "success", "success-copy-out" -> plain(GoldenChangesTest::finish);
            case "cancel-data-out" -> heldCancel("DataOut");
            case "cancel-post-run" -> heldCancel("PostRun");
            case "cancel-setup" -> heldCancel("Setup");
            case "cancel-data-in" -> heldCancel("DataIn");
            case "cancel-depend" -> heldCancel("Proposal");
            case "bad-directive" -> plain((_, _) -> {});
            case "restart-pre-run" ->
                    plain(
                            (run, job) -> {
                                run.seconds(4);
                                run.kill();
                                run.seconds(2);
                                run.start();
                                finish(run, job);
                            });
            case "abort-post-run" ->
                    plain(
                            (run, job) -> {
                                run.faults(
                                        "hold state=PostRun",
                                        "hold state=Teardown",
                                        "unmount host=node0");
                                finish(run, job);
                                run.seconds(2);
                                job.raise("dws-epilog-timeout", "");
                                run.seconds(2);
                                run.faults();
                            });
            case "pre-run-timeout" -> timeout("prerun_timeout", "PreRun");
            case "setup-timeout" -> timeout("setup_timeout", "Setup");
            case "post-run-timeout" -> timeout("postrun_timeout", "PostRun");
            case "tolerance" ->
                    new Story(
                            "{\"prerun_timeout\":2.0}",
                            ",\"dw_failure_tolerance\":1",
                            (run, job) -> {
                                run.faults("hold state=PreRun");
                                run.seconds(3);
                                run.faults();
                                finish(run, job);
                            });
            case "deleted" ->
                    plain(
                            (run, job) -> {
                                run.seconds(4);
                                run.remove(Kind.WORKFLOW, ObjectName.of(NAME));
                                run.seconds(1);
                                job.finish();
                            });
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static JsonArray directives(String post) {
        return JsonObject.parse(post.substring("POST workflows ".length()))
                .object("spec")
                .flatMap(spec -> spec.array("dwDirectives"))
                .orElseThrow();
    }

    private static List<String> changes(ServiceRun run) {
        List<String> changes = new ArrayList<>();
        for (String change : run.kubernetes.changes()) {
            if (change.contains(NAME)) {
                changes.add(
                        change.replace(NAME, "fluxjob-ID")
                                .replaceAll("\"jobID\":\"f\\w+\"", "\"jobID\":\"FID\"")
                                .replaceAll(
                                        "\"disable_date\":\"[-0-9 :.]{26}\"",
                                        "\"disable_date\":\"DATE\""));
            }
        }
        return changes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "success-copy-out",
                "cancel-data-out",
                "cancel-post-run",
                "success",
                "cancel-setup",
                "cancel-data-in",
                "bad-directive",
                "cancel-depend",
                "restart-pre-run",
                "abort-post-run",
                "pre-run-timeout",
                "setup-timeout",
                "post-run-timeout",
                "tolerance",
                "deleted"
            })
    void theSameIsChangedInTheSameOrder(String name) throws IOException {
        List<String> golden = golden().get(name);
        assertNotNull(golden, name);
        Story story = story(name);
        ServiceRun run = new ServiceRun(story.rabbit(), () -> false);
        run.start();
        InstanceDouble.Job job =
                run.instance.submit(
                        ID,
                        "node0",
                        "{\"dw\":" + directives(golden.getFirst()) + story.attributes() + "}");
        story.then().accept(run, job);
        run.seconds(10);
        assertEquals(
                String.join("\n", golden),
                String.join("\n", changes(run)),
                () -> job.events() + "\n" + run.log);
    }
}
