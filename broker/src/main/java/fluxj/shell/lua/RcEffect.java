package fluxj.shell.lua;

import fluxj.json.JsonValue;
import fluxj.shell.spi.ShellLevel;

import java.util.Optional;

/// Something that a script did, to be done in the shell. The order counts.
public sealed interface RcEffect {
    /// It said something.
    record Said(ShellLevel level, String text) implements RcEffect {}

    /// It wrote to a task's own standard output or error.
    ///
    /// @param task its number in its shell
    record Printed(int task, String stream, String text) implements RcEffect {}

    /// It set a variable of the job's environment, or took it away.
    record Environment(String name, Optional<String> value) implements RcEffect {}

    /// The same for one task.
    ///
    /// @param task its number in its shell
    record TaskEnvironment(int task, String name, Optional<String> value) implements RcEffect {}

    /// It set a shell option, or took it away.
    record Option(String name, Optional<JsonValue> value) implements RcEffect {}

    /// It loaded a plugin.
    ///
    /// @param file the name of the plugin of flux's that it asked for
    record Loaded(String file) implements RcEffect {}

    /// It made the shell say more, or less.
    ///
    /// @param degrees as the option `verbose`
    record Verbose(int degrees) implements RcEffect {}

    /// A handler failed.
    ///
    /// @param plugin the name it was registered by
    /// @param text why; may be empty
    record CallbackFailed(String plugin, String topic, String text) implements RcEffect {}
}
