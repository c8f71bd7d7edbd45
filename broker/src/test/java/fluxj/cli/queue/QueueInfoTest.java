package fluxj.cli.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.cli.format.OutputFormat;
import fluxj.config.Config;
import fluxj.config.policy.Policy;
import fluxj.config.policy.QueuesConfig;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.job.NodeResources;
import fluxj.job.ResourceSet;
import fluxj.json.JsonObject;
import fluxj.services.jobmanager.QueueProtocol.QueueStatus;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
import java.util.Optional;

class QueueInfoTest {
    private static final QueuesConfig CONFIG =
            QueuesConfig.of(
                    Config.of(
                            JsonObject.parse(
                                    """
                                    {"policy":{"jobspec":{"defaults":{"system":{"queue":"debug"}}},
                                        "limits":{"duration":"2h",
                                            "job-size":{"max":{"nnodes":4,"ncores":5}}}},
                                     "queues":{"debug":{"policy":{
                                        "jobspec":{"defaults":{"system":{"duration":"5m"}}},
                                        "limits":{"job-size":{"min":{"ncores":2},
                                            "max":{"nnodes":-1}}}}}}}
                                    """)));
    private static final ResourceSet NODES =
            ResourceSet.builder()
                    .add(Idset.upTo(3), NodeResources.of(Idset.upTo(4), Idset.of(0)))
                    .hosts(Hostlist.parse("n[0-2]"))
                    .build();

    private static QueueInfo queue(boolean unicode) {
        return new QueueInfo(
                new QueueInfo.Mark("debug", true),
                new QueueStatus(
                        Optional.of(true),
                        Optional.of(false),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                new QueueInfo.Policies(CONFIG.queues().get("debug").policy(), CONFIG.policy()),
                Map.of("all", NODES, "free", NODES.only(Idset.of(1))),
                unicode);
    }

    private static String line(QueueInfo queue, String format) {
        return OutputFormat.of(format, QueueInfo.HEADINGS).line(queue, 0).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {queue} {queuem}                                 | debug debug*
                    {submission} {scheduling}                        | enabled stopped
                    {enabled} {started}                              | ✔ ✗
                    {enabled.ascii} {started.ascii}                  | y n
                    {defaults.timelimit!F} {limits.timelimit!F}      | 5m 2h
                    {limits.min.ncores} {limits.min.nnodes}          | 2 0
                    {limits.max.nnodes} {limits.max.ncores}          | inf 5
                    {limits.range.nnodes} {limits.range.ncores}      | 0-inf 2-5
                    {limits.range.effective.nnodes}                  | 0-3
                    {limits.range.effective.ncores}                  | 2-5
                    {limits.range.effective.ngpus}                   | 0-3
                    {resources.all.nnodes} {resources.free.ncores}   | 3 4
                    {resources.free.ngpus} {resources.down.nnodes}   | 1 0
                    """)
    void fieldsAreThoseOfFlux(String format, String expected) {
        assertEquals(expected, line(queue(true), format));
    }

    @Test
    void marksAreAsciiWhereTheLocaleIs() {
        assertEquals("y n", line(queue(false), "{enabled} {started}"));
    }

    @Test
    void aQueueWithoutPolicyHasNoLimits() {
        Policy none = Policy.of(Config.EMPTY);
        QueueInfo plain =
                new QueueInfo(
                        new QueueInfo.Mark("", true),
                        queue(true).status(),
                        new QueueInfo.Policies(none, none),
                        Map.of(),
                        true);
        assertEquals(
                "inf|inf||0-0",
                line(
                        plain,
                        "{defaults.timelimit!F}|{limits.timelimit!F}|{queuem}|"
                                + "{limits.range.effective.nnodes}"));
    }
}
