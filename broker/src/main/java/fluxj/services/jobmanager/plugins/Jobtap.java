package fluxj.services.jobmanager.plugins;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.jobtap.JobtapPlugin;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.service.ServiceContext;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.jobmanager.JobtapProtocol;
import fluxj.services.jobmanager.job.JobCallbacks;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The plugins as the job manager has them: it asks [#callbacks], hands over configurations and
/// messages, and binds the rows that are served here.
public final class Jobtap {
    private final PluginList plugins;
    private final PluginServices services;
    private final Callbacks callbacks;
    private final PluginStack stack;
    private final JobspecUpdates updates;
    private final InstanceExpiration expiration;
    private boolean configured;

    /// Loads those that come with the job manager.
    ///
    /// @param analogs makes those that stand for plugins of flux-core and flux-coral2, by file name
    public Jobtap(
            ServiceContext flux, PluginEngine engine, Map<String, Supplier<JobtapPlugin>> analogs) {
        callbacks = new Callbacks(flux.log());
        services = new PluginServices(flux);
        plugins =
                new PluginList(
                        new Surroundings(flux, engine, callbacks, services),
                        new PluginCatalog(analogs));
        stack = new PluginStack(engine, callbacks, plugins);
        updates = new JobspecUpdates(flux, engine, stack);
        expiration = new InstanceExpiration(flux, engine);
        plugins.loadBuiltins();
    }

    /// Whom to ask about jobs and to tell of them.
    public JobCallbacks callbacks() {
        return stack;
    }

    /// Takes over a configuration: the first time `[[job-manager.plugins]]` are loaded and removed,
    /// then and always the plugins hear of it.
    ///
    /// @throws FluxException EINVAL in Flux's words
    public void configure(JsonObject config) {
        if (!configured) {
            Optional<JsonValue> entries =
                    config.object("job-manager").flatMap(table -> table.get("plugins"));
            entries.ifPresent(this::loadConfigured);
            configured = true;
        }
        plugins.configure(config);
    }

    private void loadConfigured(JsonValue entries) {
        if (!(entries instanceof JsonArray array)) {
            throw invalid("[job-manager.plugins] config must be an array");
        }
        int index = 0;
        for (JsonValue entry : array) {
            loadConfigured("[job-manager.plugins][" + index++ + "]: ", entry);
        }
    }

    private void loadConfigured(String place, JsonValue entry) {
        if (!(entry instanceof JsonObject object)) {
            throw invalid(place + "Expected object, got " + entry.typeName());
        }
        Optional<String> remove = text(place, object, "remove");
        Optional<String> load = text(place, object, "load");
        if (remove.isPresent()) {
            try {
                plugins.remove(remove.get());
            } catch (FluxException e) {
                throw invalid(place + "remove " + remove.get() + ": " + e.getMessage());
            }
        }
        if (load.isPresent()) {
            try {
                plugins.load(load.get(), conf(object.get("conf")));
            } catch (FluxException e) {
                throw invalid(place + "load: " + e.getMessage());
            }
        }
    }

    private static Optional<String> text(String place, JsonObject entry, String key) {
        Optional<JsonValue> value = entry.get(key);
        if (value.isPresent() && !(value.get() instanceof JsonValue.Text)) {
            throw invalid(place + "Expected string, got " + value.get().typeName());
        }
        return entry.text(key);
    }

    private static JsonObject conf(Optional<JsonValue> conf) {
        return switch (conf.orElse(JsonObject.EMPTY)) {
            case JsonObject object -> object;
            case JsonValue.Null _ -> JsonObject.EMPTY;
            case JsonValue _ -> throw invalid("jobptap: plugin conf must be a JSON object");
        };
    }

    /// Serves `job-manager.jobtap`.
    public void jobtap(Call<JobtapProtocol.Jobtap, JobtapProtocol.Plugins> call) {
        JobtapProtocol.Jobtap wanted = call.body();
        if (wanted.queryOnly().orElse(false)) {
            call.reply(
                    new JobtapProtocol.Plugins(
                            Optional.of(
                                    plugins.loaded().stream().map(LoadedPlugin::name).toList())));
            return;
        }
        wanted.remove().ifPresent(plugins::remove);
        if (wanted.load().isPresent()) {
            plugins.load(wanted.load().get(), wanted.conf().orElse(JsonObject.EMPTY));
        }
        call.reply(Payload.NONE);
    }

    /// Serves `job-manager.jobtap-query`.
    public void query(Call<JobtapProtocol.PluginName, JobtapProtocol.PluginInfo> call) {
        call.reply(new JobtapProtocol.PluginInfo(plugins.query(call.body().name())));
    }

    /// Serves `job-manager.update`.
    public void update(Call<JobManagerProtocol.Update, Empty> call) {
        updates.update(call);
    }

    /// Answers what a plugin serves; true when the message was for one.
    public boolean intercept(Message message) {
        return message instanceof Request request && services.serve(request, callbacks);
    }

    /// Ends all plugins.
    public void close() {
        expiration.close();
        plugins.close();
    }

    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, text);
    }
}
