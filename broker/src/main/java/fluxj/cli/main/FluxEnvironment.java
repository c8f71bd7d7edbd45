package fluxj.cli.main;

import fluxj.cli.Console;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The environment in which programs find fluxj and the instance that was chosen.
///
/// @param console what this command was given, after `--parent` and `--root`
record FluxEnvironment(Console console) {
    private static final List<String> OURS = List.of("FLUX_URI", "FLUX_KVS_NAMESPACE");

    /// The search path, which leads to this `fluxj` too.
    String path() {
        String path = console.environment().getOrDefault("PATH", "/usr/bin:/bin");
        String folder = Path.of(console.home(), "bin").toString();
        return (":" + path + ":").contains(":" + folder + ":") ? path : path + ":" + folder;
    }

    /// `NAME=VALUE` of all that makes the difference.
    List<String> all() {
        List<String> lines = new ArrayList<>();
        lines.add("PATH=" + path());
        Map<String, String> environment = console.environment();
        for (String name : OURS) {
            if (environment.containsKey(name)) {
                lines.add(name + "=" + environment.get(name));
            }
        }
        return lines;
    }
}
