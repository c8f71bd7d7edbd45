package fluxj.config.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.config.Config;
import fluxj.config.ConfigLoader;
import fluxj.config.policy.JobSizeLimit;
import fluxj.config.policy.Policy;
import fluxj.config.policy.PolicyAccess;
import fluxj.config.policy.PolicyDefaults;
import fluxj.config.policy.PolicyLimits;
import fluxj.config.policy.QueueConfig;
import fluxj.config.policy.QueuesConfig;
import fluxj.format.Fsd;
import fluxj.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;

class QueuesConfigTest {
    @Test
    void nothingIsAskedOfJobsByDefault() {
        assertEquals(
                new QueuesConfig(Policy.of(Config.EMPTY), Map.of()), QueuesConfig.of(Config.EMPTY));
    }

    @Test
    void everyKeyIsRead() {
        QueuesConfig read =
                QueuesConfig.of(
                        ConfigLoader.parseToml(
                                """
                                [policy]
                                scheduler = 1
                                [policy.jobspec.defaults.system]
                                duration = "1h"
                                queue = "debug"
                                [policy.limits]
                                duration = "2h"
                                job-size.max.nnodes = 10
                                job-size.max.ncores = -1
                                job-size.max.ngpus = 0
                                job-size.min.nnodes = 2
                                [policy.access]
                                allow-user = ["alice"]
                                allow-group = ["smurfs"]
                                [queues.batch]
                                requires = ["a", "b"]
                                policy.limits.duration = "8h"
                                [queues.debug]
                                parent = "batch"
                                """,
                                "x.toml"));
        assertEquals(
                new Policy(
                        new PolicyDefaults(Optional.of(new Fsd(3600)), Optional.of("debug")),
                        new PolicyLimits(
                                Optional.of(new Fsd(7200)),
                                new JobSizeLimit(Optional.of(10), Optional.of(-1), Optional.of(0)),
                                new JobSizeLimit(
                                        Optional.of(2), Optional.empty(), Optional.empty())),
                        new PolicyAccess(List.of("alice"), List.of("smurfs")),
                        Optional.of(JsonValue.of(1))),
                read.policy());
        assertEquals(List.of("batch", "debug"), List.copyOf(read.queues().keySet()));
        QueueConfig batch = read.queues().get("batch");
        assertEquals(List.of("a", "b"), batch.requires());
        assertEquals(Optional.of(new Fsd(28800)), batch.policy().limits().duration());
        assertEquals(Optional.of("batch"), read.queues().get("debug").parent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    policy.foo = 1 | error parsing [policy] config table: 1 object item(s) left unpacked: foo
                    policy = 1 | error parsing [policy] config table: Expected object, got integer (policy)
                    policy.jobspec = 1 | error parsing [policy.jobspec] config table: Expected object, got integer
                    policy.jobspec.foo = 1 | error parsing [policy.jobspec] config table: 1 object item(s) left unpacked: foo
                    policy.jobspec.defaults.foo = 1 | error parsing [policy.jobspec] config table: 1 object item(s) left unpacked: foo
                    policy.jobspec.defaults.system.foo = 1 | error parsing [policy.jobspec] config table: 1 object item(s) left unpacked: foo
                    policy.jobspec.defaults.system.duration = 1 | error parsing [policy.jobspec] config table: 'defaults.system.duration' is not a valid FSD
                    policy.jobspec.defaults.system.duration = "x" | error parsing [policy.jobspec] config table: 'defaults.system.duration' is not a valid FSD
                    policy.jobspec.defaults.system.queue = 1 | error parsing [policy.jobspec] config table: 'defaults.system.queue' is not a string
                    policy.limits.foo = 1 | error parsing [policy.limits] config table: 1 object item(s) left unpacked: foo
                    policy.limits.duration = 1.0 | error parsing [policy.limits] config table: 'duration' is not a valid FSD
                    policy.limits.job-size.foo = 1 | error parsing [policy.limits.job-size] config table: 1 object item(s) left unpacked: foo
                    policy.limits.job-size.max.foo = 1 | error parsing [policy.limits.max] config table: 1 object item(s) left unpacked: foo
                    policy.limits.job-size.min.nnodes = -2 | error parsing [policy.limits.min] config table: values must be >= -1
                    policy.access.foo = 1 | error parsing [policy.access] config table: 1 object item(s) left unpacked: foo
                    policy.access.allow-user = 1 | error parsing [policy.access] config table: 'allow-user' must be a string array
                    policy.access.allow-group = [1] | error parsing [policy.access] config table: 'allow-group' must be a string array
                    queues.x = 1 | error parsing [queues.x] config table: Expected object, got integer
                    queues.x.foo = 1 | error parsing [queues.x] config table: 1 object item(s) left unpacked: foo
                    queues.x.policy.foo = 1 | error parsing [queues.x.policy] config table: 1 object item(s) left unpacked: foo
                    queues.x.policy.limits.duration = 1 | error parsing [queues.x.policy.limits] config table: 'duration' is not a valid FSD
                    queues.x.policy.jobspec.defaults.system.queue = "x" | error parsing [queues.x] config table: 'policy' must not define a default queue!
                    queues.x.requires = 1 | error parsing [queues.x] config table: 'requires' must be an array of property strings (RFC 20)
                    queues.x.requires = ["foo&bar"] | error parsing [queues.x] config table: 'requires' must be an array of property strings (RFC 20)
                    queues.x.parent = 1 | error parsing [queues.x] config table: Expected string, got integer
                    queues.x.parent = "x" | error parsing [queues.x] config table: parent queue is itself
                    queues.x.parent = "y" | error parsing [queues.x] config table: parent queue 'y' is not configured
                    """)
    void refusesBadKeysInFluxWords(String line, String message) {
        ConfigTestSupport.assertRefused("x.toml:1:1: " + message, line, QueuesConfig::of);
    }

    @Test
    void refusesQueuesThatAreNoTable() {
        ConfigTestSupport.assertRefused(
                "x.toml:1:1: error parsing [queues] config table: not a table",
                "queues = 1",
                QueuesConfig::of);
    }

    @Test
    void refusesWhatAVirtualQueueMustNotSet() {
        String words =
                "x.toml:1:28: error parsing [queues.x] config table: a virtual queue must not";
        ConfigTestSupport.assertRefused(
                words + " set 'requires'",
                "queues.x = { parent = \"y\", requires = [] }",
                QueuesConfig::of);
        ConfigTestSupport.assertRefused(
                words + " set 'policy.scheduler'",
                "queues.x = { parent = \"y\", policy.scheduler = 1 }",
                QueuesConfig::of);
    }

    @Test
    void refusesADefaultQueueThatThereIsNot() {
        ConfigTestSupport.assertRefused(
                "the [policy] config table defines a default queue bar that is not in [queues]"
                        + " table",
                "[queues.foo]\n[policy]\njobspec.defaults.system.queue = \"bar\"\n",
                QueuesConfig::of);
    }

    @Test
    void refusesAParentThatHasOne() {
        ConfigTestSupport.assertRefused(
                "x.toml:2:1: error parsing [queues.b] config table: parent queue 'a' is itself a"
                        + " virtual queue",
                "queues.a.parent = \"c\"\nqueues.b.parent = \"a\"\nqueues.c = {}\n",
                QueuesConfig::of);
    }
}
