package fluxj.reactor.netty;

import fluxj.errors.FaultReport;

import io.netty.util.internal.logging.AbstractInternalLogger;
import io.netty.util.internal.logging.FormattingTuple;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.MessageFormatter;

import org.jspecify.annotations.Nullable;

/// What Netty has to say: warnings and errors go to the platform's logger, which is only made when
/// there is one. Netty's own search for a logging library is a tenth of a broker's start.
final class NettyLogger extends AbstractInternalLogger {
    private static final long serialVersionUID = 1L;

    /// Each logger has its own, which is enough: Netty has one a class.
    private final transient FaultReport report = new FaultReport(System::nanoTime);

    private NettyLogger(String name) {
        super(name);
    }

    /// Makes Netty log this way; before any other class of Netty is used.
    static void install() {
        InternalLoggerFactory.setDefaultFactory(
                new InternalLoggerFactory() {
                    @Override
                    protected InternalLogger newInstance(String name) {
                        return new NettyLogger(name);
                    }
                });
    }

    private void say(System.Logger.Level level, @Nullable String text, @Nullable Throwable cause) {
        if (cause == null) {
            System.getLogger(name()).log(level, text);
        } else {
            report.about(cause)
                    .ifPresent(about -> System.getLogger(name()).log(level, text + ": " + about));
        }
    }

    private void say(System.Logger.Level level, FormattingTuple text) {
        say(level, text.getMessage(), text.getThrowable());
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public void trace(@Nullable String text) {}

    @Override
    public void trace(@Nullable String format, @Nullable Object value) {}

    @Override
    public void trace(@Nullable String format, @Nullable Object a, @Nullable Object b) {}

    @Override
    public void trace(@Nullable String format, @Nullable Object... values) {}

    @Override
    public void trace(@Nullable String text, @Nullable Throwable cause) {}

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public void debug(@Nullable String text) {}

    @Override
    public void debug(@Nullable String format, @Nullable Object value) {}

    @Override
    public void debug(@Nullable String format, @Nullable Object a, @Nullable Object b) {}

    @Override
    public void debug(@Nullable String format, @Nullable Object... values) {}

    @Override
    public void debug(@Nullable String text, @Nullable Throwable cause) {}

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public void info(@Nullable String text) {}

    @Override
    public void info(@Nullable String format, @Nullable Object value) {}

    @Override
    public void info(@Nullable String format, @Nullable Object a, @Nullable Object b) {}

    @Override
    public void info(@Nullable String format, @Nullable Object... values) {}

    @Override
    public void info(@Nullable String text, @Nullable Throwable cause) {}

    @Override
    public boolean isWarnEnabled() {
        return true;
    }

    @Override
    public void warn(@Nullable String text) {
        say(System.Logger.Level.WARNING, text, null);
    }

    @Override
    public void warn(@Nullable String format, @Nullable Object value) {
        say(System.Logger.Level.WARNING, MessageFormatter.format(format, value));
    }

    @Override
    public void warn(@Nullable String format, @Nullable Object a, @Nullable Object b) {
        say(System.Logger.Level.WARNING, MessageFormatter.format(format, a, b));
    }

    @Override
    public void warn(@Nullable String format, @Nullable Object... values) {
        say(System.Logger.Level.WARNING, MessageFormatter.arrayFormat(format, values));
    }

    @Override
    public void warn(@Nullable String text, @Nullable Throwable cause) {
        say(System.Logger.Level.WARNING, text, cause);
    }

    @Override
    public boolean isErrorEnabled() {
        return true;
    }

    @Override
    public void error(@Nullable String text) {
        say(System.Logger.Level.ERROR, text, null);
    }

    @Override
    public void error(@Nullable String format, @Nullable Object value) {
        say(System.Logger.Level.ERROR, MessageFormatter.format(format, value));
    }

    @Override
    public void error(@Nullable String format, @Nullable Object a, @Nullable Object b) {
        say(System.Logger.Level.ERROR, MessageFormatter.format(format, a, b));
    }

    @Override
    public void error(@Nullable String format, @Nullable Object... values) {
        say(System.Logger.Level.ERROR, MessageFormatter.arrayFormat(format, values));
    }

    @Override
    public void error(@Nullable String text, @Nullable Throwable cause) {
        say(System.Logger.Level.ERROR, text, cause);
    }
}
