package fluxj.shellplugins.pmi;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.shell.spi.ShellOptions;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The options `pmi` and `pmi-simple` (spec services 15.6).
///
/// @param alias the name in `pmi` that stands for `simple`, if that is why it is served
/// @param fanout of the exchange, if one is given
/// @param nomap true when tasks are not told which of them share a node
record PmiOptions(boolean enabled, Optional<String> alias, OptionalInt fanout, boolean nomap) {
    private static final String SIMPLE = "simple";

    /// Names that earlier releases had for `simple`.
    private static final List<String> ALIASES = List.of("pmi2", "pmi1");

    /// @throws FluxException EINVAL with Flux's text
    static PmiOptions of(ShellOptions options) {
        Optional<List<String>> names =
                options.value("pmi").map(PmiOptions::text).map(text -> List.of(text.split(",")));
        JsonObject simple =
                options.value("pmi-simple")
                        .map(
                                value -> {
                                    if (value instanceof JsonObject members) {
                                        return members;
                                    }
                                    throw invalid("error parsing pmi-simple shell option");
                                })
                        .orElse(JsonObject.EMPTY);
        Optional<String> alias =
                names.filter(list -> !list.contains(SIMPLE))
                        .flatMap(list -> ALIASES.stream().filter(list::contains).findFirst());
        boolean enabled = names.isEmpty() || alias.isPresent() || names.get().contains(SIMPLE);
        if (!enabled) {
            return new PmiOptions(false, alias, OptionalInt.empty(), false);
        }
        JsonObject exchange = JsonObject.EMPTY;
        OptionalInt nomap = OptionalInt.empty();
        String kvs = "exchange";
        for (var member : simple.members().entrySet()) {
            switch (member.getKey()) {
                case "kvs" -> kvs = word(member.getValue());
                case "exchange" -> exchange = group(member.getValue());
                case "nomap" -> nomap = OptionalInt.of(integer(member.getValue()));
                default -> throw leftOver(member.getKey());
            }
        }
        OptionalInt fanout = OptionalInt.empty();
        for (var member : exchange.members().entrySet()) {
            if (!member.getKey().equals("k")) {
                throw leftOver(member.getKey());
            }
            fanout = OptionalInt.of(integer(member.getValue()));
        }
        if (!kvs.equals("exchange")) {
            throw invalid("Unknown kvs implementation " + kvs);
        }
        return new PmiOptions(true, alias, fanout, nomap.orElse(0) != 0);
    }

    private static String text(JsonValue value) {
        if (value instanceof JsonValue.Text(String text)) {
            return text;
        }
        throw invalid("pmi shell option must be a string");
    }

    private static String word(JsonValue value) {
        if (value instanceof JsonValue.Text(String text)) {
            return text;
        }
        throw expected("string", value);
    }

    private static JsonObject group(JsonValue value) {
        if (value instanceof JsonObject members) {
            return members;
        }
        throw expected("object", value);
    }

    private static int integer(JsonValue value) {
        if (value instanceof JsonValue.Whole(long number)) {
            return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        throw expected("integer", value);
    }

    private static FluxException leftOver(String name) {
        return invalid("option error: 1 object item(s) left unpacked: " + name);
    }

    private static FluxException expected(String word, JsonValue value) {
        return invalid("option error: Expected " + word + ", got " + value.typeName());
    }

    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, text);
    }
}
