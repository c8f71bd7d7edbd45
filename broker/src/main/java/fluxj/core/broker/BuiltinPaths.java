package fluxj.core.broker;

import fluxj.service.Environment;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What `broker.conf-builtin` tells (spec broker 7.2): where the flux-core that this broker belongs
/// to keeps its parts. This broker was built into no place, so it asks the one that started it:
/// `flux` sets the search paths, and its own place says the rest.
public final class BuiltinPaths {
    /// rc1 unless an attribute says otherwise.
    public static final String RC1 = "flux modprobe rc1";

    /// rc3 unless an attribute says otherwise.
    public static final String RC3 = "flux modprobe rc3";

    private final Environment environment;
    private final Map<String, String> values = new LinkedHashMap<>();

    private BuiltinPaths(Environment environment) {
        this.environment = environment;
    }

    /// All that is known, by key; a key that belongs to a part that is not there is left out.
    public static Map<String, String> of(Environment environment) {
        BuiltinPaths paths = new BuiltinPaths(environment);
        paths.searchPaths();
        FluxCorePrograms.find(environment).ifPresent(paths::besides);
        return paths.values;
    }

    private void searchPaths() {
        values.put("rc1_path", RC1);
        values.put("rc3_path", RC3);
        fromVariable("exec_path", "FLUX_EXEC_PATH");
        fromVariable("connector_path", "FLUX_CONNECTOR_PATH");
        fromVariable("module_path", "FLUX_MODULE_PATH");
        fromVariable("python_path", "PYTHONPATH");
        fromVariable("man_path", "MANPATH");
        fromVariable("lua_path_add", "LUA_PATH");
        fromVariable("lua_cpath_add", "LUA_CPATH");
    }

    private void fromVariable(String key, String variable) {
        environment.get(variable).ifPresent(value -> values.put(key, value));
    }

    private void besides(Path flux) {
        String folder = String.valueOf(flux.getParent());
        if (folder.endsWith("/src/cmd")) {
            buildTree(folder.substring(0, folder.length() - "/src/cmd".length()));
        } else if (folder.endsWith("/bin")) {
            installed(folder.substring(0, folder.length() - "/bin".length()));
        }
    }

    private void installed(String prefix) {
        boolean isSystem = prefix.isEmpty() || prefix.equals("/usr");
        String configuration = (isSystem ? "" : prefix) + "/etc/flux";
        String programs = folderOf("FLUX_EXEC_PATH", "/cmd").orElse(prefix + "/libexec/flux");
        String libraries =
                folderOf("FLUX_CONNECTOR_PATH", "/connectors").orElse(prefix + "/lib/flux");
        String shared = prefix + "/share/flux";
        values.put("confdir", configuration);
        values.put("libexecdir", programs);
        values.put("datadir", shared);
        values.put("python_wrapper", programs + "/cmd/py-runner.py");
        values.put("cmdhelp_pattern", shared + "/help.d/*.json");
        values.put("no_docs_path", shared + "/.nodocs");
        values.put("pmi_library_path", libraries + "/libpmi.so");
        values.put("shell_path", programs + "/flux-shell");
        values.put("shell_pluginpath", libraries + "/shell/plugins");
        values.put("shell_initrc", configuration + "/shell/initrc.lua");
        values.put("jobtap_pluginpath", libraries + "/job-manager/plugins");
        values.put("upmi_pluginpath", libraries + "/upmi/plugins");
        values.put("rundir", "/run/flux");
    }

    private void buildTree(String top) {
        values.put("confdir", top + "/etc");
        values.put("libexecdir", top + "/etc");
        values.put("datadir", top + "/etc");
        values.put("python_wrapper", top + "/src/cmd/py-runner.py");
        values.put("cmdhelp_pattern", top + "/etc/flux/help.d/*.json");
        values.put("no_docs_path", top + "/etc/flux/.nodocs");
        values.put("pmi_library_path", top + "/src/common/flux/.libs/libpmi.so");
        values.put("shell_path", top + "/src/shell/flux-shell");
        values.put("shell_pluginpath", top + "/src/shell/plugins");
        values.put("shell_initrc", top + "/src/shell/initrc.lua");
        values.put("jobtap_pluginpath", top + "/src/modules/job-manager/plugins/.libs");
        values.put("upmi_pluginpath", top + "/src/common/libpmi/plugins/.libs");
    }

    /// The folder that holds the last of a search path's folders, whose name is known; what users
    /// add to these paths goes before it.
    private Optional<String> folderOf(String variable, String ending) {
        return environment
                .get(variable)
                .map(path -> path.substring(path.lastIndexOf(':') + 1))
                .filter(last -> last.endsWith(ending))
                .map(last -> last.substring(0, last.length() - ending.length()));
    }
}
