package fluxj.shell.spi;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.RecordCodec;

import java.time.Duration;
import java.util.Optional;

/// The job's shell options (`attributes.system.shell.options`, spec services 15.10) with types. An
/// option of another type than it is asked for as is refused by EINVAL and a text that names it.
///
/// @param values the options by name; those with a dot in their name stand inside of each other
public record ShellOptions(JsonObject values) {
    /// True when the option was given, whatever its value.
    public boolean has(String name) {
        return values.get(name).isPresent();
    }

    /// An option as it stands.
    public Optional<JsonValue> value(String name) {
        return values.get(name);
    }

    /// An option that is a text.
    public Optional<String> text(String name) {
        return read(name, values.get(name), JsonValue.Text.class, "string")
                .map(JsonValue.Text::value);
    }

    /// An option that is a whole number.
    public Optional<Long> whole(String name) {
        return read(name, values.get(name), JsonValue.Whole.class, "integer")
                .map(JsonValue.Whole::value);
    }

    /// An option that is a group of others.
    public Optional<JsonObject> object(String name) {
        return read(name, values.get(name), JsonObject.class, "object");
    }

    /// An option that is a group of others, as a record of them.
    public <T extends Record> Optional<T> group(String name, Class<T> type) {
        try {
            return object(name).map(members -> RecordCodec.decode(type, members));
        } catch (JsonException e) {
            throw new FluxException(
                    Errno.EINVAL, "invalid shell option " + name + ": " + e.getMessage());
        }
    }

    private static <T extends JsonValue> Optional<T> read(
            String name, Optional<JsonValue> value, Class<T> type, String word) {
        if (value.isPresent() && !type.isInstance(value.get())) {
            throw new FluxException(
                    Errno.EINVAL,
                    "invalid shell option "
                            + name
                            + ": Expected "
                            + word
                            + ", got "
                            + value.get().typeName());
        }
        return value.map(type::cast);
    }

    /// A number of seconds in a group of options.
    ///
    /// @throws FluxException EINVAL `invalid GROUP.NAME option`
    public Duration seconds(String group, String name, double otherwise) {
        Optional<JsonValue> given = object(group).flatMap(members -> members.get(name));
        double seconds =
                given.map(
                                value ->
                                        switch (value) {
                                            case JsonValue.Whole(long number) -> (double) number;
                                            case JsonValue.Real(double number) -> number;
                                            case JsonValue _ -> -1.0;
                                        })
                        .orElse(otherwise);
        if (seconds < 0) {
            throw new FluxException(Errno.EINVAL, "invalid " + group + "." + name + " option");
        }
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
