package fluxj.coral2.dws.service;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.tables.RabbitConfig;
import fluxj.core.config.ConfigProtocol;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.wire.Message;

/// The table `[rabbit]` as it is whenever it is needed (spec coral2 4.10). One that is wrong, or
/// cannot be had, is told in the log, and what was right before stays in force.
final class ServiceSettings {
    private final DwsHost host;
    private JsonObject root = JsonObject.EMPTY;
    private RabbitConfig last = RabbitConfig.DEFAULTS;

    ServiceSettings(DwsHost host) {
        this.host = host;
    }

    /// The table.
    Promise<RabbitConfig> now() {
        Deferred<RabbitConfig> result = new Deferred<>();
        host.rpc()
                .first(ConfigProtocol.GET, Message.NODEID_ANY, Empty.EMPTY)
                .then(
                        config -> {
                            root = config.object();
                            result.complete(read());
                        },
                        error -> {
                            host.warn("config.get: " + error.getMessage());
                            result.complete(last);
                        });
        return result;
    }

    /// All tables, as they were when this one was read last.
    JsonObject root() {
        return root;
    }

    private RabbitConfig read() {
        try {
            last = RabbitConfig.of(Config.of(root));
        } catch (ConfigException e) {
            host.warn("misconfiguration: " + e.getMessage());
        }
        return last;
    }
}
