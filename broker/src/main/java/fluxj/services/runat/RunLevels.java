package fluxj.services.runat;

import fluxj.service.Attributes;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Fills the lists `rc1`, `rc2` and `rc3` as a broker starts.
public final class RunLevels {
    private RunLevels() {}

    /// Pushes the scripts that the attributes name.
    public static void pushScripts(Runat runat, Attributes attributes) {
        pushScript(runat, "rc1", attributes.get("broker.rc1_path"));
        pushScript(runat, "rc3", attributes.get("broker.rc3_path"));
    }

    /// Pushes the initial program. A broker that leads its process group keeps it in there, unless
    /// `broker.rc2_pgrp` says otherwise, and can so end at its exit what the program left behind.
    ///
    /// @param leadsGroup true when the broker leads its process group
    /// @param program not asked for with `broker.rc2_none`
    /// @throws fluxj.errors.FluxException when the program cannot be run
    public static void pushProgram(
            Runat runat,
            Attributes attributes,
            boolean leadsGroup,
            Supplier<InitialProgram> program) {
        if (attributes.isPresent("broker.rc2_none")) {
            return;
        }
        Set<CommandFlag> flags = EnumSet.noneOf(CommandFlag.class);
        if (leadsGroup && !attributes.isPresent("broker.rc2_pgrp")) {
            flags.add(CommandFlag.NO_SETPGRP);
        }
        runat.pushProgram("rc2", program.get(), flags);
    }

    private static void pushScript(Runat runat, String list, Optional<String> line) {
        if (line.isPresent() && !line.get().isEmpty()) {
            runat.pushShell(list, line.get());
        }
    }
}
