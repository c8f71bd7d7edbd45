package fluxj.services.jobmanager.perilog;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The `[job-manager.housekeeping]` table.
///
/// @param command empty when nothing is to be done after jobs
/// @param releaseAfter seconds after which ranks that are done do not wait for the others; 0 is at
///   once, -1 never
/// @param isDeprecatedSet true when `use-systemd-unit` is there, which means nothing any more
record HousekeepingSettings(
        List<String> command, double releaseAfter, boolean isDeprecatedSet, boolean isImp) {
    static final HousekeepingSettings NONE = new HousekeepingSettings(List.of(), -1, false, false);

    private static final String PLACE = "job-manager.housekeeping";
    private static final Set<String> KEYS =
            Set.of("command", "release-after", "use-systemd-unit", "exit-on-first-error");

    /// Reads it.
    ///
    /// @throws FluxException EINVAL in Flux's words
    static HousekeepingSettings of(JsonObject config) {
        Optional<JsonObject> table =
                config.object("job-manager").flatMap(all -> all.object("housekeeping"));
        if (table.isEmpty()) {
            return NONE;
        }
        for (String key : table.get().keys()) {
            if (!KEYS.contains(key)) {
                throw invalid(PLACE + ": 1 object item(s) left unpacked: " + key);
            }
        }
        double releaseAfter = -1;
        Optional<String> text = table.get().text("release-after");
        if (text.isPresent()) {
            try {
                releaseAfter = Fsd.parse(text.get()).seconds();
            } catch (FormatException _) {
                throw invalid(PLACE + ".release-after FSD parse error");
            }
        } else if (table.get().get("release-after").isPresent()) {
            throw invalid(PLACE + ": Expected string for release-after");
        }
        boolean deprecated = table.get().bool("use-systemd-unit").orElse(false);
        Optional<JsonValue> command = table.get().get("command");
        if (command.isPresent()) {
            return new HousekeepingSettings(words(command.get()), releaseAfter, deprecated, false);
        }
        String imp =
                config.object("exec")
                        .flatMap(exec -> exec.text("imp"))
                        .orElseThrow(
                                () ->
                                        invalid(
                                                PLACE
                                                        + " implies IMP but exec.imp is"
                                                        + " undefined"));
        return new HousekeepingSettings(
                List.of(imp, "run", "housekeeping"), releaseAfter, deprecated, true);
    }

    private static List<String> words(JsonValue command) {
        List<String> words = new ArrayList<>();
        if (command instanceof JsonArray array) {
            for (JsonValue word : array) {
                if (!(word instanceof JsonValue.Text(String text))) {
                    throw invalid("error creating housekeeping command");
                }
                words.add(text);
            }
        }
        if (words.isEmpty()) {
            throw invalid("error creating housekeeping command");
        }
        return words;
    }

    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, text);
    }
}
