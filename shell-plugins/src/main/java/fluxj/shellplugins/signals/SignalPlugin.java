package fluxj.shellplugins.signals;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.platform.Signum;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellOptions;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// Sends the job a signal some time before its time is up, if the option `signal` wants it.
final class SignalPlugin implements ShellPlugin {
    /// The signal, and how many seconds before the end.
    ///
    /// @param timeleft 0 or less sends none
    record Warning(int signum, double timeleft) {
        private static final Warning NONE = new Warning(0, -1);
        private static final double SECONDS = 60;

        /// @throws FluxException EINVAL for what cannot be read
        static Warning of(ShellOptions options) {
            Optional<JsonValue> given = options.value("signal");
            if (given.isEmpty()) {
                return NONE;
            }
            if (given.get() instanceof JsonValue.Whole(long number)) {
                return number == 0 ? NONE : new Warning(Signum.SIGUSR1, SECONDS);
            }
            JsonObject group = options.object("signal").orElse(JsonObject.EMPTY);
            ShellOptions members = new ShellOptions(group);
            return new Warning(
                    members.whole("signum").orElse((long) Signum.SIGUSR1).intValue(),
                    members.value("timeleft").map(Warning::seconds).orElse(SECONDS));
        }

        private static double seconds(JsonValue value) {
            double seconds =
                    switch (value) {
                        case JsonValue.Whole(long number) -> number;
                        case JsonValue.Real(double number) -> number;
                        case JsonValue.Text(String text) -> parse(text);
                        case JsonValue _ -> -1;
                    };
            if (seconds < 0) {
                throw new FluxException(
                        Errno.EINVAL,
                        "signal.timeleft="
                                + (value instanceof JsonValue.Text(String text)
                                        ? text
                                        : value.toString())
                                + " is invalid");
            }
            return seconds;
        }

        private static double parse(String text) {
            try {
                return Fsd.parse(text).seconds();
            } catch (FormatException e) {
                return -1;
            }
        }
    }

    private final ShellContext shell;
    private final Warning warning;
    private @Nullable Timer timer;

    private SignalPlugin(ShellContext shell) {
        this.shell = shell;
        warning = Warning.of(shell.options());
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "signal";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new SignalPlugin(shell);
        }
    }

    @Override
    public Promise<Empty> init() {
        arm();
        return Promise.of(Empty.EMPTY);
    }

    @Override
    public void resourceUpdate() {
        arm();
    }

    private void arm() {
        cancel();
        if (!shell.job().isLeader() || warning.timeleft() <= 0) {
            return;
        }
        String name = Signum.name(warning.signum());
        double expiration =
                shell.job()
                        .resources()
                        .object("execution")
                        .flatMap(execution -> execution.get("expiration"))
                        .map(SignalPlugin::number)
                        .orElse(0.0);
        if (expiration == 0) {
            shell.log().notice("job has no expiration, " + name + " will not be sent");
            return;
        }
        double remaining =
                Math.max(0, expiration - warning.timeleft() - shell.clock().epochSeconds());
        shell.log()
                .debug(String.format(Locale.ROOT, "Will send %s to job in %.2fs", name, remaining));
        timer = shell.reactor().after(Duration.ofNanos(Math.round(remaining * 1e9)), this::send);
    }

    private static double number(JsonValue value) {
        return switch (value) {
            case JsonValue.Real(double seconds) -> seconds;
            case JsonValue.Whole(long seconds) -> seconds;
            case JsonValue _ -> 0;
        };
    }

    private void send() {
        String name = Signum.name(warning.signum());
        shell.log()
                .notice(
                        String.format(
                                Locale.ROOT,
                                "job will expire in %.1fs, sending %s to job",
                                warning.timeleft(),
                                name));
        shell.rpc()
                .call(
                        JobManagerProtocol.KILL,
                        Message.NODEID_ANY,
                        new JobManagerProtocol.Kill(shell.job().id().value(), warning.signum()))
                .then(
                        _ -> {},
                        error ->
                                shell.log()
                                        .error(
                                                "failed to send "
                                                        + name
                                                        + " to job: "
                                                        + error.getMessage()));
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    @Override
    public Promise<Empty> exit() {
        cancel();
        return Promise.of(Empty.EMPTY);
    }
}
