package fluxj.cli.top;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.Output;
import fluxj.cli.jobs.listing.JobLine;
import fluxj.cli.jobs.listing.JobTotals;
import fluxj.cli.jobs.listing.Users;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonObject;

import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class PanesTest {
    private static final double NOW = 1000;
    private static final Palette PALETTE = new Palette(true);

    private static List<String> lines(Canvas canvas) {
        return canvas.lines().stream()
                .map(AttributedString::toString)
                .map(String::stripTrailing)
                .toList();
    }

    private static ResourceSet resources(String ranks, String cores) {
        return Rv1.parse(
                JsonObject.parse(
                        "{\"version\":1,\"execution\":{\"R_lite\":[{\"rank\":\""
                                + ranks
                                + "\",\"children\":{\"core\":\""
                                + cores
                                + "\"}}]"
                                + (ranks.equals("0-3") ? ",\"properties\":{\"batch\":\"0-1\"}" : "")
                                + "}}"));
    }

    private static JobLine job(long id, String name, String queue) {
        Console console =
                new Console(
                        new Output(OutputStream.nullOutputStream(), Output.Kind.FILE),
                        System.err,
                        InputStream.nullInputStream(),
                        Map.of("LANG", "C.UTF-8"));
        return new JobLine(
                JsonObject.parse(
                        "{\"id\":"
                                + id
                                + ",\"name\":\""
                                + name
                                + "\",\"queue\":\""
                                + queue
                                + "\",\"userid\":4294967294,\"state\":16,\"ntasks\":2,"
                                + "\"nnodes\":1,\"t_run\":900}"),
                new JobLine.View(console, new Users(), NOW));
    }

    private static QueueChoice queues() {
        return new QueueChoice(
                JsonObject.parse(
                        "{\"queues\":{\"batch\":{\"requires\":[\"batch\"]},\"debug\":{}}}"));
    }

    @Test
    void theSummaryTellsOfResourcesAndJobs() {
        SummaryPane pane =
                new SummaryPane(
                        new SummaryPane.Instance("f", "f12", 4, 1, "0.88.0", 880, 1090, true),
                        PALETTE);
        pane.setResources(resources("0-3", "0-3"), resources("3", "0-3"), resources("0", "0-1"));
        pane.setJobs(new JobTotals(1, 2, 7, 10, 4, 3, 0));
        Canvas canvas = new Canvas(80, 6);
        pane.draw(canvas, NOW);
        assertEquals(
                List.of(
                        "f                                        f12                              1.5m⌚",
                        "    nodes [||||||            ||||||1/4]                         1 pending",
                        "    cores [|||              ||||||2/16]                         2 running",
                        "     gpus [                        0/0]        4 complete,      3 failed",
                        "",
                        " size: 4   depth: 1            uptime: 2m                                0.88.0"),
                lines(canvas));
        pane.toggleDetails();
        Canvas other = new Canvas(80, 6);
        pane.draw(other, NOW);
        assertTrue(lines(other).get(3).endsWith("    7 inactive"), lines(other).get(3));
    }

    @Test
    void jobsAreChosenInARoundAndScrolledTo() {
        JobPane pane = new JobPane(new QueueChoice(JsonObject.EMPTY), PALETTE, true, 0);
        pane.setJobs(List.of(job(1, "a", ""), job(2, "b", ""), job(3, "c", "")));
        pane.move(-1);
        assertEquals(3, pane.chosen().orElseThrow().id().value());
        Canvas canvas = new Canvas(80, 9);
        pane.draw(canvas, NOW);
        assertEquals(
                List.of(
                        "       JOBID     USER ST NTASKS NNODES RUNTIME NAME",
                        "          ƒ3 42949672  R      2      1    1.7m b",
                        "          ƒ4 42949672  R      2      1    1.7m c"),
                lines(canvas).subList(6, 9));
        pane.move(1);
        assertEquals(1, pane.chosen().orElseThrow().id().value());
    }

    @Test
    void jobsAndResourcesOfOneQueueAreShown() {
        QueueChoice queues = queues();
        JobPane pane = new JobPane(queues, PALETTE, true, 0);
        pane.setJobs(List.of(job(1, "a", "debug")));
        queues.move(1);
        assertEquals(Optional.of("batch"), queues.name());
        assertEquals(2, queues.resources(resources("0-3", "0")).size());
        Canvas canvas = new Canvas(80, 12);
        pane.draw(canvas, NOW);
        assertTrue(lines(canvas).getLast().endsWith("No jobs to display in queue batch"));
        queues.move(1);
        pane.move(1);
        assertEquals(1, pane.chosen().orElseThrow().id().value());
        queues.move(1);
        assertEquals(Optional.empty(), queues.name());
        assertThrows(CommandFailure.class, () -> queues.choose("nosuch"));
    }

    @Test
    void whatDoesNotFitIsCut() {
        Canvas canvas = new Canvas(4, 1);
        canvas.put(2, 0, "abc");
        canvas.put(0, 5, "below");
        canvas.put(0, 0, "⌚");
        assertEquals(List.of("⌚ab"), lines(canvas));
    }
}
