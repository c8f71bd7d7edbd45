package fluxj.shellplugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.WaitStatus;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.sim.SimProcesses.Script;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A plugin that throws what nobody expects ends its job, and nothing else; one that says that a
/// callback failed ends it where flux-core's shell does.
class BrokenPluginTest {
    private static final Duration LONG = Duration.ofSeconds(100);

    @TempDir Path rundir;

    /// A plugin whose callback of that name throws.
    private record Broken(String callback, RuntimeException failure) implements ShellPluginFactory {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            if (callback.equals("create")) {
                throw failure;
            }
            InvocationHandler handler =
                    (proxy, method, arguments) -> {
                        if (method.getName().equals(callback)) {
                            throw failure;
                        }
                        return InvocationHandler.invokeDefault(proxy, method, arguments);
                    };
            return (ShellPlugin)
                    Proxy.newProxyInstance(
                            ShellPlugin.class.getClassLoader(),
                            new Class<?>[] {ShellPlugin.class},
                            handler);
        }
    }

    private ShellHarness job(String callback, String options) {
        return job(callback, options, new IllegalStateException("boom"));
    }

    private ShellHarness job(String callback, String options, RuntimeException failure) {
        return new ShellHarness(rundir, 1, 1, "app", options)
                .program("app", _ -> Script.exits(0).lasting(Duration.ofSeconds(1)))
                .with(new Broken(callback, failure))
                .run(LONG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create",
                "init",
                "postInit",
                "taskInit",
                "taskExec",
                "taskFork",
                "start",
                "taskExit",
                "finish",
                "tasksComplete",
                "log"
            })
    void aCallbackThatThrowsEndsTheJob(String callback) {
        ShellHarness job = job(callback, "{\"verbose\":1}");
        assertEquals(List.of(Optional.of(WaitStatus.exited(1))), job.statuses());
        String note = job.raised.getFirst().note().orElse("");
        assertTrue(note.contains("broken") && note.contains("boom"), note);
    }

    @Test
    void oneThatThrowsAtTheEndIsTheJobsExitCode() {
        assertEquals(List.of(Optional.of(WaitStatus.exited(1))), job("exit", "{}").statuses());
    }

    @Test
    void oneThatMapsTasksIsNamed() {
        ShellHarness job = job("taskmap", "{\"taskmap\":{\"scheme\":\"odd\"}}");
        assertEquals(
                Optional.of("plugin 'broken': taskmap.odd: java.lang.IllegalStateException: boom"),
                job.raised.getFirst().note());
    }

    @ParameterizedTest
    @CsvSource({
        "init,shell_init",
        "consult,shell_consult",
        "postInit,shell_post_init",
        "taskFork,shell_task_forked",
        "start,shell.start callback(s) failed"
    })
    void aCallbackThatFailsEndsTheJob(String callback, String note) {
        ShellHarness job = job(callback, "{}", new FluxException(Errno.ENODEV, "no device"));
        assertEquals(List.of(Optional.of(WaitStatus.exited(1))), job.statuses());
        assertEquals(
                List.of(Optional.of(note + ": broken: no device (host node0)")),
                job.raised.stream().map(JobManagerProtocol.Raise::note).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"taskExec", "taskExit", "finish", "tasksComplete"})
    void aCallbackWhoseFailureIsOnlyLoggedDoesNot(String callback) {
        ShellHarness job = job(callback, "{}", new FluxException(Errno.ENODEV, "no device"));
        assertEquals(List.of(Optional.of(WaitStatus.exited(0))), job.statuses());
        assertEquals(List.of(), job.raised);
    }
}
