package fluxj.core.runat;

import fluxj.service.Attributes;

import java.util.function.Consumer;

/// Tells who sits at the terminal, before the shell starts, that the instance is in recovery mode.
///
/// @param stdout prints a text on standard output
record RecoveryBanner(Attributes attributes, Consumer<String> stdout) {
    /// Prints it when it applies.
    void show() {
        if (!attributes.isPresent("broker.recovery-mode")) {
            return;
        }
        String statedir =
                attributes.get("statedir-cleanup").orElse("").equals("0")
                        ? attributes.get("statedir").orElse("-")
                        : "changes will not be preserved";
        stdout.accept(
                """
                +-----------------------------------------------------
                | Entering Flux recovery mode.
                | All resources will be offline during recovery.
                | Any rc1 failures noted above may result in
                |  reduced functionality until manually corrected.
                |
                | broker.rc1_path    %s
                | broker.rc3_path    %s
                | config.path        %s
                | statedir           %s
                |
                | Exit this shell when finished.
                +-----------------------------------------------------
                """
                        .formatted(
                                attributes.get("broker.rc1_path").orElse("-"),
                                attributes.get("broker.rc3_path").orElse("-"),
                                attributes.get("config.path").orElse("-"),
                                statedir));
    }
}
