package fluxj.shell;

import fluxj.shell.spi.ShellEventlog;
import fluxj.shell.spi.ShellLevel;
import fluxj.shell.spi.ShellLog;
import fluxj.shell.spi.ShellLogLine;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.Consumer;

/// Brings the messages of a shell to the job's `output` eventlog and to the plugins that want them.
final class MessageRouter {
    private static final String EVENTLOG = "eventlog";

    private final ShellEventlog output;
    private Optional<Integer> rank = Optional.empty();
    private ShellLevel limit = ShellLevel.NOTICE;
    private ShellLevel eventlogLimit = ShellLevel.TRACE;
    private @Nullable Consumer<ShellLogLine> listener;
    private boolean telling;

    MessageRouter(ShellEventlog output) {
        this.output = output;
    }

    /// Tells every message from now on to the plugins too.
    void tellTo(Consumer<ShellLogLine> plugins) {
        listener = plugins;
    }

    /// The shell's rank is known.
    void setRank(int shellRank) {
        rank = Optional.of(shellRank);
    }

    /// Lets messages up to this level through at all.
    void setLimit(ShellLevel level) {
        limit = level;
    }

    void log(ShellLevel level, String component, String message) {
        if (!level.passes(limit)) {
            return;
        }
        ShellLogLine line = new ShellLogLine(level, rank, component, message.stripTrailing());
        if (level.passes(eventlogLimit)) {
            output.append("log", line.toContext());
        }
        Consumer<ShellLogLine> plugins = listener;
        if (plugins != null && !telling) {
            telling = true;
            plugins.accept(line);
            telling = false;
        }
    }

    /// The messages of one component.
    ShellLog of(String component) {
        return new ShellLog() {
            @Override
            public void log(ShellLevel level, String message) {
                MessageRouter.this.log(level, component, message);
            }

            @Override
            public void limit(String destination, ShellLevel level) {
                if (destination.equals(EVENTLOG)) {
                    eventlogLimit = level;
                }
            }
        };
    }
}
