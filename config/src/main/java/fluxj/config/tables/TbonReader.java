package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.TableReader;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonObject;

import java.util.Optional;
import java.util.function.Function;

/// Reads [TbonConfig]: each key from the table, then from its attribute, then checked. The order of
/// the checks is Flux's, so the first error of several is the one Flux would name.
final class TbonReader {
    private static final String PREFIX = "tbon.";

    private final Config config;
    private final Function<String, Optional<String>> attributes;
    private final TableReader table;

    TbonReader(Config config, Function<String, Optional<String>> attributes) {
        this.config = config;
        this.attributes = attributes;
        String prefix = "Config file error [tbon]: ";
        table =
                TableReader.open(config, "tbon", prefix)
                        .orElse(new TableReader(config, "tbon", prefix, JsonObject.EMPTY));
    }

    TbonConfig read() {
        TbonConfig defaults = TbonConfig.DEFAULTS;
        Optional<String> configuredHint = table.text("interface-hint");
        Optional<String> hint =
                attributes.apply(PREFIX + "interface-hint").or(() -> configuredHint);
        String topo = topo();
        Fsd torpidMin = torpid("torpid_min", defaults.torpidMin());
        Fsd torpidMax = torpid("torpid_max", defaults.torpidMax());
        checkTorpid(torpidMin, torpidMax);
        Fsd tcpUserTimeout = duration("tcp_user_timeout", defaults.tcpUserTimeout());
        Fsd connectTimeout = duration("connect_timeout", defaults.connectTimeout());
        int zmqdebug = whole("zmqdebug", defaults.zmqdebug());
        int childRcvhwm = whole("child_rcvhwm", defaults.childRcvhwm());
        int zmqIoThreads = whole("zmq_io_threads", defaults.zmqIoThreads());
        TbonConfig.Transport transport = transport();
        if (childRcvhwm < 0 || childRcvhwm == 1) {
            throw fail("child_rcvhwm", "tbon.child_rcvhwm must be 0 (unlimited) or >= 2");
        }
        if (zmqIoThreads < 1) {
            throw fail("zmq_io_threads", "tbon.zmq_io_threads must be >= 1");
        }
        return new TbonConfig(
                topo,
                torpidMin,
                torpidMax,
                tcpUserTimeout,
                connectTimeout,
                zmqdebug,
                zmqIoThreads,
                childRcvhwm,
                hint,
                transport);
    }

    private String topo() {
        String byDefault =
                config.table("bootstrap").isPresent() ? "custom" : TbonConfig.DEFAULTS.topo();
        String configured = table.text("topo").orElse(byDefault);
        return attributes
                .apply(PREFIX + "topo")
                .or(() -> attributes.apply(PREFIX + "fanout").map(k -> "kary:" + k))
                .orElse(configured);
    }

    private Fsd torpid(String key, Fsd byDefault) {
        Optional<Fsd> configured = table.duration(key, "Config file error parsing tbon." + key);
        Optional<String> attribute = attributes.apply(PREFIX + key);
        if (attribute.isEmpty()) {
            return configured.orElse(byDefault);
        }
        try {
            return Fsd.parse(attribute.get());
        } catch (FormatException e) {
            throw new ConfigException(
                    "error parsing tbon." + key + " attribute: " + e.getMessage());
        }
    }

    private void checkTorpid(Fsd min, Fsd max) {
        if (min.isZero()) {
            throw fail("torpid_min", "tbon.torpid_min must be nonzero");
        }
        if (!max.isZero() && min.compareTo(max) >= 0) {
            throw fail(
                    isSet("torpid_min") ? "torpid_min" : "torpid_max",
                    "tbon.torpid_min must be less than torpid_max");
        }
    }

    /// The torpid limits after a reload, where what is not set stays as it was.
    TorpidLimits reloaded(Fsd min, Fsd max) {
        Fsd newMin = torpid("torpid_min", min);
        Fsd newMax = torpid("torpid_max", max);
        if (isSet("torpid_min")) {
            checkTorpid(newMin, newMax);
        } else if (!newMax.isZero() && newMax.compareTo(newMin) <= 0) {
            throw fail("torpid_max", "tbon.torpid_max must be greater than torpid_min");
        }
        return new TorpidLimits(newMin, newMax);
    }

    /// How long a child may be silent.
    record TorpidLimits(Fsd min, Fsd max) {}

    private boolean isSet(String key) {
        return table.any(key).isPresent();
    }

    private Fsd duration(String key, Fsd byDefault) {
        Optional<Fsd> configured = table.duration(key, "Config file error parsing tbon." + key);
        return attributes
                .apply(PREFIX + key)
                .map(value -> TbonConfig.parseDuration(PREFIX + key, value))
                .or(() -> configured)
                .orElse(byDefault);
    }

    private int whole(String key, int byDefault) {
        Optional<Integer> configured = table.whole(key);
        return attributes
                .apply(PREFIX + key)
                .map(value -> TbonConfig.parseInteger(PREFIX + key, value))
                .or(() -> configured)
                .orElse(byDefault);
    }

    private TbonConfig.Transport transport() {
        Optional<String> configured = table.text("transport");
        Optional<String> name = attributes.apply(PREFIX + "transport").or(() -> configured);
        if (name.isEmpty()) {
            return TbonConfig.DEFAULTS.transport();
        }
        for (TbonConfig.Transport transport : TbonConfig.Transport.values()) {
            if (transport.toString().equals(name.get())) {
                return transport;
            }
        }
        throw fail("transport", "tbon.transport must be zmtp or jeromq, not '" + name.get() + "'");
    }

    /// A failed check, with the place of the key unless an attribute set the value.
    private ConfigException fail(String key, String message) {
        return attributes.apply(PREFIX + key).isPresent()
                ? new ConfigException(message)
                : table.located(key, message);
    }
}
