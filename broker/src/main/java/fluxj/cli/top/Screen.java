package fluxj.cli.top;

import fluxj.cli.CommandFailure;

import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

import java.io.IOException;
import java.util.EnumSet;

/// The whole terminal, which is as it was before when this is closed.
final class Screen implements AutoCloseable {
    private static final int USUAL_WIDTH = 80;
    private static final int USUAL_HEIGHT = 24;

    private final Terminal terminal;
    private final Attributes before;
    private final Display display;
    private Runnable onResize = () -> {};
    private Runnable onInterrupt = () -> {};

    private Screen(Terminal terminal) {
        this.terminal = terminal;
        before = terminal.getAttributes();
        takeKeys();
        display = new Display(terminal, true);
    }

    /// Takes the terminal.
    ///
    /// @throws CommandFailure when it cannot put letters where they belong
    static Screen open() {
        Terminal terminal;
        try {
            terminal = TerminalBuilder.builder().system(true).nativeSignals(true).build();
        } catch (IOException e) {
            throw new CommandFailure("cannot open the terminal: " + e.getMessage());
        }
        if (terminal.getStringCapability(Capability.cursor_address) == null) {
            throw new CommandFailure("terminal does not support required capabilities");
        }
        Screen screen = new Screen(terminal);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        terminal.handle(Signal.WINCH, _ -> screen.onResize.run());
        terminal.handle(Signal.CONT, _ -> screen.onResize.run());
        terminal.handle(Signal.INT, _ -> screen.onInterrupt.run());
        return screen;
    }

    /// Keys come at once and are not shown; those that make signals still do.
    private void takeKeys() {
        Attributes keys = new Attributes(before);
        keys.setLocalFlags(EnumSet.of(LocalFlag.ICANON, LocalFlag.ECHO), false);
        keys.setLocalFlag(LocalFlag.ISIG, true);
        keys.setControlChar(ControlChar.VMIN, 1);
        keys.setControlChar(ControlChar.VTIME, 0);
        terminal.setAttributes(keys);
    }

    /// Who is told, on another thread, that the size has changed or that the terminal is ours
    /// again, and that the user wants to leave.
    void tell(Runnable resized, Runnable interrupted) {
        onResize = resized;
        onInterrupt = interrupted;
    }

    /// An empty picture of the terminal's size.
    Canvas canvas() {
        Size size = terminal.getSize();
        if (size.getColumns() == 0 || size.getRows() == 0) {
            return new Canvas(USUAL_WIDTH, USUAL_HEIGHT);
        }
        return new Canvas(size.getColumns(), size.getRows());
    }

    /// Shows a picture; only what has changed is sent.
    void show(Canvas canvas) {
        display.resize(Size.of(canvas.width(), canvas.height()));
        display.update(canvas.lines(), 0);
        terminal.flush();
    }

    /// Forgets what is on the terminal, so that all is sent again.
    void clear() {
        takeKeys();
        terminal.puts(Capability.cursor_invisible);
        display.clear();
    }

    @Override
    public void close() {
        terminal.puts(Capability.cursor_normal);
        terminal.puts(Capability.exit_ca_mode);
        terminal.flush();
        terminal.setAttributes(before);
        try {
            terminal.close();
        } catch (IOException e) {
            throw new CommandFailure("cannot close the terminal: " + e.getMessage());
        }
    }
}
