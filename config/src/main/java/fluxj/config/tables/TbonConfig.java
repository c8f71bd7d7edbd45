package fluxj.config.tables;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigKey;
import fluxj.format.FormatException;
import fluxj.format.Fsd;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The `[tbon]` table and the attributes `tbon.*` that override it: how the overlay is shaped and
/// how patient it is.
///
/// @param topo the tree's scheme; see [fluxj.format.Topology]
/// @param torpidMin a child sends something at least this often; not 0
/// @param torpidMax a child silent for this long is torpid; 0 for never
/// @param tcpUserTimeout how long unacknowledged data is borne before a connection is dropped; 0
///   leaves it to the system
/// @param connectTimeout how long one attempt to connect may take; 0 leaves it to the system
/// @param zmqdebug not 0 to log connection events
/// @param zmqIoThreads event loops among which rank 0 shares its children; at least 1
/// @param childRcvhwm how many received messages are held for a child before it must wait; 0 for
///   any number
/// @param interfaceHint which address PMI bootstrap announces; empty when neither table nor
///   attribute says
/// @param transport which engine carries the overlay
public record TbonConfig(
        String topo,
        Fsd torpidMin,
        Fsd torpidMax,
        Fsd tcpUserTimeout,
        Fsd connectTimeout,
        int zmqdebug,
        int zmqIoThreads,
        int childRcvhwm,
        Optional<String> interfaceHint,
        Transport transport) {

    /// An engine that carries the overlay.
    public enum Transport {
        /// Our own ZMTP engine.
        ZMTP("zmtp"),
        /// JeroMQ.
        JEROMQ("jeromq");

        private final String text;

        Transport(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /// What holds when nothing is said.
    public static final TbonConfig DEFAULTS =
            new TbonConfig(
                    "kary:32",
                    new Fsd(5),
                    new Fsd(30),
                    new Fsd(20),
                    new Fsd(30),
                    0,
                    1,
                    0,
                    Optional.empty(),
                    Transport.ZMTP);

    /// The address announced when nothing, not even the environment, says which.
    public static final String DEFAULT_INTERFACE_HINT = "default-route";

    /// The keys of the table.
    public static final List<ConfigKey> KEYS =
            List.of(
                    new ConfigKey(
                            "topo",
                            "string",
                            "\"kary:32\", or \"custom\" with a [bootstrap] table",
                            "Shape of the tree: kary:K, mincrit[:K], binomial or custom."),
                    new ConfigKey(
                            "torpid_min",
                            "duration",
                            "\"5s\"",
                            "A broker with nothing to say sends a keep-alive this often; not 0,"
                                    + " less than torpid_max. Takes effect on reload."),
                    new ConfigKey(
                            "torpid_max",
                            "duration",
                            "\"30s\"",
                            "A child silent for this long is called torpid; 0 for never. Takes"
                                    + " effect on reload."),
                    new ConfigKey(
                            "tcp_user_timeout",
                            "duration",
                            "\"20s\"",
                            "How long sent data may stay unacknowledged before the connection is"
                                    + " dropped (TCP_USER_TIMEOUT); 0 leaves it to the system."
                                    + " A child that takes nothing of a full send queue for as"
                                    + " long (20s for 0, a minute at most) is cut off."),
                    new ConfigKey(
                            "connect_timeout",
                            "duration",
                            "\"30s\"",
                            "How long one attempt to connect may take; 0 leaves it to the"
                                    + " system."),
                    new ConfigKey(
                            "zmqdebug", "integer", "0", "Not 0 to log every connection event."),
                    new ConfigKey(
                            "zmq_io_threads",
                            "integer",
                            "1",
                            "Event loops among which rank 0 shares its children; at least 1, and"
                                    + " 1 on all other ranks."),
                    new ConfigKey(
                            "child_rcvhwm",
                            "integer",
                            "0",
                            "Messages received and not yet handled that are held for one child"
                                    + " before it must wait; 0 for any number, else at least 2."),
                    new ConfigKey(
                            "interface-hint",
                            "string",
                            "\"default-route\"",
                            "Which address PMI bootstrap announces: default-route, hostname, an"
                                    + " interface or a network."),
                    new ConfigKey(
                            "transport",
                            "string",
                            "\"zmtp\"",
                            "Engine that carries the overlay: zmtp, or jeromq as a second"
                                    + " opinion."));

    /// Reads the table, without attributes.
    ///
    /// @throws ConfigException in Flux's words
    public static TbonConfig of(Config config) {
        return resolve(config, _ -> Optional.empty());
    }

    /// Reads the table and lays the attributes that were set over it, as a broker does when it
    /// starts and when it first hears the configuration of rank 0.
    ///
    /// @param attributes the value an attribute was set to, by its name such as `tbon.topo`
    /// @throws ConfigException in Flux's words
    public static TbonConfig resolve(Config config, Function<String, Optional<String>> attributes) {
        return new TbonReader(config, attributes).read();
    }

    /// These settings after a reload: only the torpid limits change, and only those the table sets.
    ///
    /// @throws ConfigException in Flux's words
    public TbonConfig reloaded(Config config) {
        var limits = new TbonReader(config, _ -> Optional.empty()).reloaded(torpidMin, torpidMax);
        return withTorpid(limits.min(), limits.max());
    }

    private TbonConfig withTorpid(Fsd min, Fsd max) {
        return new TbonConfig(
                topo,
                min,
                max,
                tcpUserTimeout,
                connectTimeout,
                zmqdebug,
                zmqIoThreads,
                childRcvhwm,
                interfaceHint,
                transport);
    }

    /// The attributes that show these settings, by name, as they are written back; `interface-hint`
    /// is left to bootstrap.
    public Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("tbon.topo", topo);
        attributes.put("tbon.torpid_min", torpidMin.toString());
        attributes.put("tbon.torpid_max", torpidMax.toString());
        attributes.put("tbon.tcp_user_timeout", tcpUserTimeout.toString());
        attributes.put("tbon.connect_timeout", connectTimeout.toString());
        attributes.put("tbon.zmqdebug", Integer.toString(zmqdebug));
        attributes.put("tbon.zmq_io_threads", Integer.toString(zmqIoThreads));
        attributes.put("tbon.child_rcvhwm", Integer.toString(childRcvhwm));
        return attributes;
    }

    /// Reads an attribute that must be a whole number, such as `tbon.prefertcp`.
    ///
    /// @throws ConfigException `<name> value must be an integer`
    public static int parseInteger(String name, String value) {
        try {
            return value.isEmpty() ? 0 : Integer.parseInt(value);
        } catch (NumberFormatException _) {
            throw new ConfigException(name + " value must be an integer");
        }
    }

    /// Reads an attribute that must be a duration, such as `tbon.connect_timeout`.
    ///
    /// @throws ConfigException `Error parsing <name> attribute`
    public static Fsd parseDuration(String name, String value) {
        try {
            return Fsd.parse(value);
        } catch (FormatException e) {
            throw new ConfigException("Error parsing " + name + " attribute: " + e.getMessage());
        }
    }
}
