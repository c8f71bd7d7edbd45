package fluxj.core.broker;

import fluxj.core.broker.BrokerProtocol.Changes;
import fluxj.core.broker.BrokerProtocol.Keys;
import fluxj.core.broker.BrokerProtocol.Names;
import fluxj.core.broker.BrokerProtocol.Values;
import fluxj.core.broker.BrokerProtocol.Variables;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonArray;
import fluxj.json.JsonValue;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.service.Environment;
import fluxj.service.Service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Serves the broker's environment and the paths it was built with.
public final class BrokerService implements Service {
    private final Environment environment;

    /// Not started yet.
    public BrokerService(Environment environment) {
        this.environment = environment;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(BrokerProtocol.class)
                .on(BrokerProtocol.GETENV, this::getenv)
                .on(BrokerProtocol.SETENV, this::setenv)
                .on(BrokerProtocol.CONF_BUILTIN, this::builtin)
                .build();
    }

    private void getenv(Call<Names, Variables> call) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String name : texts(call.body().names())) {
            environment.get(name).ifPresent(value -> found.put(name, value));
        }
        call.reply(new Variables(found));
    }

    private void setenv(Call<Changes, Empty> call) {
        Map<String, JsonValue> changes = call.body().env().members();
        changes.forEach(BrokerService::check);
        changes.forEach(
                (name, value) -> {
                    if (value instanceof JsonValue.Text(String text)) {
                        environment.set(name, text);
                    } else {
                        environment.unset(name);
                    }
                });
        call.reply(Empty.EMPTY);
    }

    private static void check(String name, JsonValue value) {
        boolean named = !name.isEmpty() && name.indexOf('=') < 0;
        if (!named || !(value instanceof JsonValue.Text || value instanceof JsonValue.Null)) {
            throw new FluxException(Errno.EPROTO);
        }
    }

    private void builtin(Call<Keys, Values> call) {
        Map<String, String> known = BuiltinPaths.of(environment);
        Map<String, String> found = new LinkedHashMap<>();
        for (String key : texts(call.body().keys())) {
            String value = known.get(key);
            if (value == null) {
                throw new FluxException(Errno.EINVAL, key + ": invalid key");
            }
            found.put(key, value);
        }
        call.reply(new Values(found));
    }

    private static List<String> texts(JsonArray items) {
        List<String> texts = new ArrayList<>();
        for (JsonValue item : items) {
            if (item instanceof JsonValue.Text(String text)) {
                texts.add(text);
            }
        }
        return texts;
    }
}
