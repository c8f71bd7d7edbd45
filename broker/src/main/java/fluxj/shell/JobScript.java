package fluxj.shell;

import fluxj.errors.FluxException;
import fluxj.reactor.Promise;
import fluxj.shell.spi.ShellLevel;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellTask;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The script of this shell's job, if it has one: calls are answered at once where there is none.
final class JobScript {
    private final InitScript.Subject subject;
    private final ShellPluginStack.Failures failures;
    private Optional<InitScript.Source> source = Optional.empty();
    private @Nullable InitScript script;

    JobScript(InitScript.Subject subject, ShellPluginStack.Failures failures) {
        this.subject = subject;
        this.failures = failures;
    }

    /// Decides which script it is.
    ///
    /// @param standard the file for all jobs; may be empty
    /// @param exists true when that one is there
    void choose(String standard, boolean exists) {
        source = InitScript.find(subject.job(), subject.environment(), standard, exists);
    }

    boolean exists() {
        return source.isPresent();
    }

    /// Runs the script that was chosen.
    ///
    /// @param directory where the tasks start
    /// @param searchPath where it looks for plugins
    /// @param factories those of them that load when it asks for one of their files
    /// @param onLoad makes such a plugin, once
    /// @return fails with the note of the job's exception
    Promise<Boolean> run(
            Path directory,
            String searchPath,
            List<ShellPluginFactory> factories,
            Consumer<ShellPluginFactory> onLoad) {
        Map<String, ShellPluginFactory> own = new LinkedHashMap<>();
        factories.forEach(factory -> factory.fileNames().forEach(file -> own.put(file, factory)));
        Set<String> loaded = new LinkedHashSet<>();
        InitScript made =
                new InitScript(
                        source.orElseThrow(),
                        subject,
                        InitScript.facts(
                                subject.job(),
                                directory,
                                searchPath,
                                Collections.unmodifiableSet(own.keySet())),
                        failures,
                        file -> {
                            ShellPluginFactory factory = own.get(file);
                            if (factory != null && factory.isOnDemand() && loaded.add(file)) {
                                onLoad.accept(factory);
                            }
                        });
        script = made;
        return made.run();
    }

    /// Calls what it has registered for a topic.
    ///
    /// @param which the tasks that a topic of tasks is about
    /// @return false when it failed
    Promise<Boolean> call(String topic, List<? extends ShellTask> which) {
        return script == null ? Promise.of(true) : script.call(topic, which);
    }

    /// The same, when nothing waits for it.
    void tell(String topic, ShellTask... which) {
        call(topic, List.of(which)).then(_ -> {}, this::failed);
    }

    private void failed(FluxException error) {
        subject.router().log(ShellLevel.ERROR, "", "initrc: " + error.text());
    }

    /// Nothing of it is called any more.
    void close() {
        if (script != null) {
            script.close();
        }
    }
}
