package fluxj.shellplugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.platform.WaitStatus;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.sim.SimProcesses.Script;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A plugin that throws what nobody expects ends its job, and nothing else.
class BrokenPluginTest {
    private static final Duration LONG = Duration.ofSeconds(100);

    @TempDir Path rundir;

    /// A plugin whose callback of that name throws.
    private record Broken(String callback) implements ShellPluginFactory {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            if (callback.equals("create")) {
                throw new IllegalStateException("boom");
            }
            InvocationHandler handler =
                    (proxy, method, arguments) -> {
                        if (method.getName().equals(callback)) {
                            throw new IllegalStateException("boom");
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
        return new ShellHarness(rundir, 1, 1, "app", options)
                .program("app", _ -> Script.exits(0).lasting(Duration.ofSeconds(1)))
                .with(new Broken(callback))
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
}
