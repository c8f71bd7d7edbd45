package fluxj.sim;

import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The runs of a [Scenario]; the failure of one says how to have it again.
final class ScenarioRuns implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
            ExtensionContext context) {
        Scenario scenario = context.getRequiredTestMethod().getAnnotation(Scenario.class);
        List<Long> seeds = SimOptions.seeds(scenario.seeds());
        return seeds.stream()
                .limit(scenario.large() ? 1 : seeds.size())
                .map(
                        seed ->
                                scenario.large()
                                        ? new Run(SimOptions.seeded(seed))
                                        : new Run(SimOptions.seeded(seed).withFrames()));
    }

    private record Run(SimOptions options) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int index) {
            return "seed " + options.seed();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new Stage(options));
        }
    }

    /// One run: makes the simulation, ends it, and tidies up.
    private static final class Stage implements ParameterResolver, InvocationInterceptor {
        private final Path folder;
        private final Sim sim;

        Stage(SimOptions options) {
            try {
                folder = Files.createTempDirectory("sim");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            sim = new Sim(options, folder);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType().equals(Sim.class);
        }

        @Override
        public Sim resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return sim;
        }

        @Override
        public void interceptTestTemplateMethod(
                Invocation<Void> invocation,
                ReflectiveInvocationContext<Method> method,
                ExtensionContext context)
                throws Throwable {
            try {
                invocation.proceed();
                sim.settle();
            } catch (Sim.Failure e) {
                throw new AssertionError(e.getMessage() + replay(context), e);
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + "\n" + sim.report() + replay(context), e);
            } finally {
                delete();
            }
        }

        private String replay(ExtensionContext context) {
            return "\nmvn -pl broker -am test -Dsurefire.failIfNoSpecifiedTests=false -Dtest="
                    + context.getRequiredTestClass().getSimpleName()
                    + "#"
                    + context.getRequiredTestMethod().getName()
                    + " -D"
                    + SimOptions.SEEDS
                    + "="
                    + sim.seed();
        }

        private void delete() throws IOException {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
