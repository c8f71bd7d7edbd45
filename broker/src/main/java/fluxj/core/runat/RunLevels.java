package fluxj.core.runat;

import fluxj.service.Attributes;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Fills the lists `rc1`, `rc2` and `rc3` as a broker starts.
public final class RunLevels {
    private RunLevels() {}

    /// A list of commands that is one line of shell; an empty line is none.
    public record Script(String list, String line) {}

    /// rc1 and rc3 as the attributes have them.
    public static List<Script> scripts(Attributes attributes) {
        return Stream.of("rc1", "rc3")
                .map(
                        list ->
                                new Script(
                                        list,
                                        attributes.get("broker." + list + "_path").orElse("")))
                .toList();
    }

    /// Pushes a script when it does something.
    public static void pushScript(Runat runat, Script script) {
        if (!script.line().isEmpty()) {
            runat.pushShell(script.list(), script.line());
        }
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
}
