package fluxj.bench;

import java.util.ArrayList;
import java.util.List;

/// One of the two that are compared.
///
/// @param name as the table shows it
/// @param command its `flux` or `fluxj`
public record Side(String name, String command) {
    /// The broker option that leaves out the rc scripts, and with them all modules.
    static final String BARE = "-o,-Sbroker.rc1_path=,-Sbroker.rc3_path=";

    /// The command line that starts a test instance.
    List<String> start(int size, List<String> options, List<String> program) {
        List<String> argv = new ArrayList<>();
        argv.add(command);
        argv.add("start");
        argv.add("-s" + size);
        argv.addAll(options);
        argv.addAll(program);
        return argv;
    }
}
