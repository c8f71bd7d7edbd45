package fluxj.config.tables;

import fluxj.config.AttributeType;
import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigKey;
import fluxj.config.ConfigTable;
import fluxj.config.KeyType;
import fluxj.config.TableReader;
import fluxj.config.TableRecord;
import fluxj.config.TableValues;
import fluxj.format.Fsd;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The `[tbon]` table and the attributes `tbon.*` that override it: how the overlay is shaped and
/// how patient it is.
public record TbonConfig(TableValues values) implements TableRecord {

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

    private static final String UNREADABLE = "Config file error parsing tbon.%s";
    private static final AttributeType<Fsd> TORPID =
            KeyType.duration(UNREADABLE, "error parsing %s attribute");
    private static final AttributeType<Fsd> TIMEOUT =
            KeyType.duration(UNREADABLE, "Error parsing %s attribute");

    private static final ConfigTable.Builder ROWS =
            ConfigTable.lenient("tbon", "Config file error [tbon]: ")
                    .overridable()
                    .meaning(
                            "The overlay. The attribute of a key wins when it is set on the command"
                                    + " line.")
                    .check(TbonConfig::checkTorpid);

    /// Which address PMI bootstrap announces; empty when neither table nor attribute says. What
    /// holds in the end depends on the environment, so the attribute is left to bootstrap.
    public static final ConfigKey<Optional<String>> INTERFACE_HINT =
            ROWS.key("interface-hint", KeyType.optional(KeyType.text()), Optional.empty())
                    .defaultShownAs("\"default-route\"")
                    .overriddenBy("tbon.interface-hint")
                    .meaning(
                            "Which address PMI bootstrap announces: default-route, hostname, an"
                                    + " interface or a network.");

    /// The tree's scheme; see [fluxj.format.Topology].
    public static final ConfigKey<String> TOPO =
            ROWS.key("topo", KeyType.text(), "kary:32")
                    .defaultFrom(TbonConfig::defaultTopo)
                    .defaultShownAs("\"kary:32\", or \"custom\" with a [bootstrap] table")
                    .attribute("tbon.topo")
                    .meaning("Shape of the tree: kary:K, mincrit[:K], binomial or custom.");

    /// A child sends something at least this often.
    public static final ConfigKey<Fsd> TORPID_MIN =
            ROWS.key("torpid_min", TORPID, new Fsd(5))
                    .range("not 0", min -> !min.isZero(), "tbon.torpid_min must be nonzero")
                    .attribute("tbon.torpid_min")
                    .meaning(
                            "A broker with nothing to say sends a keep-alive this often; less than"
                                    + " torpid_max. Takes effect on reload.");

    /// A child silent for this long is torpid; 0 for never.
    public static final ConfigKey<Fsd> TORPID_MAX =
            ROWS.key("torpid_max", TORPID, new Fsd(30))
                    .attribute("tbon.torpid_max")
                    .meaning(
                            "A child silent for this long is called torpid; 0 for never. Takes"
                                    + " effect on reload.");

    /// How long unacknowledged data is borne before a connection is dropped; 0 leaves it to the
    /// system.
    public static final ConfigKey<Fsd> TCP_USER_TIMEOUT =
            ROWS.key("tcp_user_timeout", TIMEOUT, new Fsd(20))
                    .attribute("tbon.tcp_user_timeout")
                    .meaning(
                            "How long sent data may stay unacknowledged before the connection is"
                                    + " dropped (TCP_USER_TIMEOUT); 0 leaves it to the system. A"
                                    + " child that takes nothing of a full send queue for as long"
                                    + " (20s for 0, a minute at most) is cut off.");

    /// How long one attempt to connect may take; 0 leaves it to the system.
    public static final ConfigKey<Fsd> CONNECT_TIMEOUT =
            ROWS.key("connect_timeout", TIMEOUT, new Fsd(30))
                    .attribute("tbon.connect_timeout")
                    .meaning(
                            "How long one attempt to connect may take; 0 leaves it to the system.");

    /// Not 0 to log connection events.
    public static final ConfigKey<Integer> ZMQDEBUG =
            ROWS.key("zmqdebug", KeyType.whole(), 0)
                    .attribute("tbon.zmqdebug")
                    .meaning("Not 0 to log every connection event.");

    /// How many received messages are held for a child before it must wait; 0 for any number.
    public static final ConfigKey<Integer> CHILD_RCVHWM =
            ROWS.key("child_rcvhwm", KeyType.whole(), 0)
                    .range(
                            "0 or at least 2",
                            held -> held == 0 || held >= 2,
                            "tbon.child_rcvhwm must be 0 (unlimited) or >= 2")
                    .attribute("tbon.child_rcvhwm")
                    .meaning(
                            "Messages received and not yet handled that are held for one child"
                                    + " before it must wait; 0 for any number.");

    /// Event loops among which rank 0 shares its children.
    public static final ConfigKey<Integer> ZMQ_IO_THREADS =
            ROWS.key("zmq_io_threads", KeyType.whole(), 1)
                    .range("at least 1", loops -> loops >= 1, "tbon.zmq_io_threads must be >= 1")
                    .attribute("tbon.zmq_io_threads")
                    .meaning(
                            "Event loops among which rank 0 shares its children; 1 on all other"
                                    + " ranks.");

    /// Which engine carries the overlay.
    public static final ConfigKey<Transport> TRANSPORT =
            ROWS.key(
                            "transport",
                            KeyType.choice(
                                    List.of(Transport.values()),
                                    "tbon.transport must be zmtp or jeromq, not '%s'"),
                            Transport.ZMTP)
                    .overriddenBy("tbon.transport")
                    .meaning(
                            "Engine that carries the overlay: zmtp, or jeromq as a second opinion.");

    /// All rows of the table.
    public static final ConfigTable TABLE = ROWS.build();

    /// What holds when nothing is said.
    public static final TbonConfig DEFAULTS = of(Config.EMPTY);

    /// The address announced when nothing, not even the environment, says which.
    public static final String DEFAULT_INTERFACE_HINT = "default-route";

    /// Reads the table, without attributes.
    ///
    /// @throws ConfigException in Flux's words
    public static TbonConfig of(Config config) {
        return new TbonConfig(TABLE.read(config));
    }

    /// Reads the table and lays the attributes that were set over it, as a broker does when it
    /// starts and when it first hears the configuration of rank 0.
    ///
    /// @param attributes the value an attribute was set to, by its name such as `tbon.topo`
    /// @throws ConfigException in Flux's words
    public static TbonConfig resolve(Config config, Function<String, Optional<String>> attributes) {
        return new TbonConfig(
                TABLE.read(
                        config, name -> attributes.apply(name).or(() -> fanout(name, attributes))));
    }

    /// The legacy attribute that stands for a topology.
    private static Optional<String> fanout(
            String name, Function<String, Optional<String>> attributes) {
        return name.equals("tbon.topo")
                ? attributes.apply("tbon.fanout").map(children -> "kary:" + children)
                : Optional.empty();
    }

    private static String defaultTopo(Config config) {
        return config.table("bootstrap").isPresent() ? "custom" : "kary:32";
    }

    private static void checkTorpid(TableReader table, TableValues values) {
        if (!new TorpidLimits(values.get(TORPID_MIN), values.get(TORPID_MAX)).areInOrder()) {
            throw table.refused(
                    table.sets(TORPID_MIN) ? TORPID_MIN : TORPID_MAX,
                    "tbon.torpid_min must be less than torpid_max");
        }
    }

    /// The two settings that may change while a broker runs.
    public record TorpidLimits(Fsd min, Fsd max) {
        private boolean areInOrder() {
            return max.isZero() || min.compareTo(max) < 0;
        }

        /// The limits after a reload, which changes what the table sets and nothing else.
        ///
        /// @throws ConfigException in Flux's words
        public TorpidLimits reloaded(Config config) {
            TableReader table = TABLE.open(config);
            TorpidLimits next =
                    new TorpidLimits(
                            table.get(TORPID_MIN).orElse(min), table.get(TORPID_MAX).orElse(max));
            if (next.areInOrder()) {
                return next;
            }
            throw table.sets(TORPID_MIN)
                    ? table.refused(TORPID_MIN, "tbon.torpid_min must be less than torpid_max")
                    : table.refused(TORPID_MAX, "tbon.torpid_max must be greater than torpid_min");
        }
    }
}
