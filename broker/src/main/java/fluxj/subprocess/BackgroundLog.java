package fluxj.subprocess;

import fluxj.platform.WaitStatus;
import fluxj.service.Log;

import java.nio.charset.StandardCharsets;

/// What a background process leaves in the server's log, with Flux's texts.
record BackgroundLog(Log log, Command command, int pid) {
    void output(String stream, byte[] bytes) {
        String line = new String(bytes, StandardCharsets.UTF_8).stripTrailing();
        String text = command.label().orElse(command.basename()) + "[" + pid + "]: " + line;
        if (stream.equals("stderr")) {
            log.err(text);
        } else {
            log.info(text);
        }
    }

    void exit(WaitStatus how) {
        String label = command.label().map(name -> name + ": ").orElse("");
        log.info(
                how.isExited()
                        ? label + command.basename() + "[" + pid + "]: Exit " + how.exitCode()
                        : label
                                + command.cmdline().getFirst()
                                + "["
                                + pid
                                + "]: Killed by signal "
                                + how.signum());
    }
}
