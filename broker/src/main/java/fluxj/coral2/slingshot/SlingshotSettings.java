package fluxj.coral2.slingshot;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.Optional;

/// The table `[cray-slingshot]` (spec coral2 3.1).
///
/// @param pool the identifiers that are handed out
/// @param perJob how many a job gets that says nothing
/// @param fatal false lets a job start without when there are not enough
public record SlingshotSettings(Idset pool, int perJob, boolean fatal) {
    private static final String TABLE = "cray-slingshot";
    private static final String DEFAULT_POOL = "1024-65535";

    /// 1 is the default of the hardware, 10 belongs to its management.
    private static final Idset VALID = Idset.parse("0,2-9,11-65535");

    /// Reads it.
    ///
    /// @param config the instance's configuration
    /// @throws FluxException EINVAL with what is wrong
    public static SlingshotSettings of(JsonObject config) {
        JsonObject table = config.object(TABLE).orElse(JsonObject.EMPTY);
        int perJob = perJob(table);
        return new SlingshotSettings(pool(table), perJob, isFatal(table));
    }

    private static Idset pool(JsonObject table) {
        String text =
                switch (table.get("vni-pool").orElse(JsonValue.of(DEFAULT_POOL))) {
                    case JsonValue.Text(String given) -> given;
                    case JsonValue other -> throw unpacking("string", other);
                };
        Idset pool;
        try {
            pool = Idset.parse(text);
        } catch (FormatException e) {
            throw invalid("error parsing vni-pool: " + e.getMessage());
        }
        if (!VALID.containsAll(pool)) {
            throw invalid(text + " contains invalid VNIs, must be a subset of " + VALID);
        }
        return pool;
    }

    private static int perJob(JsonObject table) {
        Optional<JsonValue> value = table.get("vnis-per-job");
        if (value.isEmpty()) {
            return 1;
        }
        if (!(value.get() instanceof JsonValue.Whole(long count))) {
            throw unpacking("integer", value.get());
        }
        if (count < 0 || count > VniPool.MOST) {
            throw invalid(
                    "cray-slingshot.vnis-per-job value out of range (0-" + VniPool.MOST + ")");
        }
        return (int) count;
    }

    private static boolean isFatal(JsonObject table) {
        return switch (table.get("vni-reserve-fatal").orElse(JsonValue.of(true))) {
            case JsonValue.Bool(boolean given) -> given;
            case JsonValue other -> throw unpacking("true or false", other);
        };
    }

    private static FluxException unpacking(String expected, JsonValue got) {
        return invalid(
                "error unpacking conf.update arguments: Expected "
                        + expected
                        + ", got "
                        + got.typeName());
    }

    private static FluxException invalid(String why) {
        return new FluxException(Errno.EINVAL, TABLE + ": " + why);
    }
}
