package fluxj.core.config;

import fluxj.json.JsonObject;
import fluxj.reactor.Promise;

/// Where the broker keeps its configuration object and how it reads the files again.
public interface ConfigStore {
    /// The object in force.
    JsonObject current();

    /// Puts another one in force, for modules that are loaded from now on.
    void replace(JsonObject object);

    /// Reads the files at `config.path`; the current object when there is no such path. Fails with
    /// `Config file error: …` when they cannot be read.
    Promise<JsonObject> readFiles();
}
