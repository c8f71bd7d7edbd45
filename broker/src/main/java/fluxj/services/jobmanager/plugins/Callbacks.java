package fluxj.services.jobmanager.plugins;

import fluxj.errors.FluxException;
import fluxj.service.Log;

import java.util.Optional;
import java.util.function.Supplier;

/// Runs what belongs to plugins. What one of them throws is logged with its name and the topic, and
/// goes no further.
final class Callbacks {
    private final Log log;

    Callbacks(Log log) {
        this.log = log;
    }

    /// What a callback returns; empty when it failed.
    <T> Optional<T> call(String plugin, String topic, Supplier<T> callback) {
        try {
            return Optional.of(callback.get());
        } catch (FluxException e) {
            log.debug("jobtap: " + plugin + ": " + topic + ": rc=-1");
            log.err("jobtap: " + topic + ": callback returned error");
            log.err("jobtap: " + plugin + ": " + topic + ": " + e.getMessage());
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            log.err("jobtap: " + topic + ": callback returned error");
            log.err("jobtap: " + plugin + ": " + topic + ": " + e);
        }
        return Optional.empty();
    }

    /// Runs a callback that returns nothing.
    void run(String plugin, String topic, Runnable callback) {
        call(
                plugin,
                topic,
                () -> {
                    callback.run();
                    return true;
                });
    }
}
