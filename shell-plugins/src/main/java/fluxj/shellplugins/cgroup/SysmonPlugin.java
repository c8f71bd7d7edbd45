package fluxj.shellplugins.cgroup;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.rpc.Empty;
import fluxj.shell.spi.KvsLimit;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// Tells how much memory and processor time the shell's control group takes: at the end, and now
/// and then where the user wants to see everything (option `sysmon`).
final class SysmonPlugin implements ShellPlugin {
    private static final Path ROOT = Path.of("/");
    private static final String CPU = "cpu.stat";
    private static final String MEMORY = "memory.current";
    private static final String PEAK = "memory.peak";
    private static final double NANOS_A_MICRO = 1000;

    /// That of the heartbeat, where no period is given.
    private static final Duration USUAL_PERIOD = Duration.ofSeconds(2);

    /// What the kernel said.
    ///
    /// @param nanos when
    /// @param usedMicros processor time used by then
    /// @param memory bytes
    private record Sample(long nanos, OptionalLong usedMicros, OptionalLong memory) {}

    private final ShellContext shell;
    private final boolean wanted;
    private final Duration period;
    private Optional<Cgroup> group = Optional.empty();
    private @Nullable Sample first;
    private @Nullable Sample last;
    private @Nullable Timer timer;

    private SysmonPlugin(ShellContext shell) {
        this.shell = shell;
        Optional<JsonValue> option = shell.options().value("sysmon");
        wanted = option.isPresent();
        period =
                option.isPresent() && option.get() instanceof JsonObject members
                        ? period(members)
                        : USUAL_PERIOD;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "sysmon";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new SysmonPlugin(shell);
        }
    }

    private static Duration period(JsonObject members) {
        for (String key : members.keys()) {
            if (!key.equals("period")) {
                throw new FluxException(
                        Errno.EINVAL, "option parse error: 1 object item(s) left unpacked: " + key);
            }
        }
        double seconds =
                switch (members.get("period").orElse(JsonValue.Null.NULL)) {
                    case JsonValue.Whole(long whole) -> whole;
                    case JsonValue.Text(String text) -> duration(text);
                    case JsonValue.Null _ -> USUAL_PERIOD.toSeconds();
                    case JsonValue _ -> -1;
                };
        if (seconds < 0) {
            throw noDuration();
        }
        return Duration.ofNanos(Math.max(1_000_000L, Math.round(seconds * 1e9)));
    }

    private static double duration(String text) {
        try {
            return Fsd.parse(text).seconds();
        } catch (FormatException e) {
            throw noDuration();
        }
    }

    private static FluxException noDuration() {
        return new FluxException(Errno.EINVAL, "sysmon.period is not a valid FSD");
    }

    @Override
    public Promise<Empty> init() {
        if (!wanted) {
            return Promise.of(Empty.EMPTY);
        }
        return shell.reactor()
                .blocking(() -> Cgroup.find(ROOT))
                .map(
                        found -> {
                            group = found;
                            if (found.isEmpty()) {
                                shell.log().warn("incompatible cgroup configuration (disabled)");
                            } else {
                                shell.log().debug("sysmon is enabled");
                            }
                            return Empty.EMPTY;
                        });
    }

    @Override
    public void start() {
        if (group.isEmpty()) {
            return;
        }
        Cgroup at = group.get();
        sample(at, MEMORY)
                .then(
                        sample -> {
                            first = sample;
                            last = sample;
                            if (sample.usedMicros().isEmpty()) {
                                shell.log().warn("no cpu.stat (disabled)");
                            }
                            if (sample.memory().isEmpty()) {
                                shell.log().warn("no memory.peak/memory.current (disabled)");
                            }
                        },
                        error -> shell.log().error("error sampling cpu.stat: " + error.text()));
        if (shell.options().whole("verbose").orElse(0L) >= 2) {
            timer = shell.reactor().every(period, () -> poll(at));
        }
    }

    private Promise<Sample> sample(Cgroup at, String memory) {
        long now = shell.reactor().nanoTime();
        return shell.reactor()
                .blocking(() -> new Sample(now, read(at, CPU, true), read(at, memory, false)));
    }

    private static OptionalLong read(Cgroup at, String file, boolean usage) throws IOException {
        if (!at.has(file)) {
            return OptionalLong.empty();
        }
        return usage ? at.number(file, "usage_usec") : at.number(file);
    }

    private void poll(Cgroup at) {
        sample(at, MEMORY)
                .then(
                        sample -> {
                            sample.memory()
                                    .ifPresent(
                                            bytes ->
                                                    shell.log()
                                                            .trace(
                                                                    "memory.current="
                                                                            + KvsLimit.show(
                                                                                    bytes)));
                            load(last, sample)
                                    .ifPresent(text -> shell.log().trace("loadavg=" + text));
                            last = sample;
                        },
                        error -> shell.log().error("error sampling: " + error.text()));
    }

    private static Optional<String> load(@Nullable Sample from, Sample to) {
        if (from == null || from.usedMicros().isEmpty() || to.usedMicros().isEmpty()) {
            return Optional.empty();
        }
        double micros = (to.nanos() - from.nanos()) / NANOS_A_MICRO;
        double used = to.usedMicros().getAsLong() - from.usedMicros().getAsLong();
        return Optional.of(String.format(Locale.ROOT, "%.2f", micros > 0 ? used / micros : 0));
    }

    @Override
    public Promise<Empty> exit() {
        if (timer != null) {
            timer.cancel();
        }
        if (group.isEmpty() || first == null) {
            return Promise.of(Empty.EMPTY);
        }
        return sample(group.get(), PEAK)
                .map(
                        sample -> {
                            sample.memory()
                                    .ifPresent(
                                            bytes ->
                                                    shell.log()
                                                            .notice(
                                                                    "memory.peak="
                                                                            + KvsLimit.show(
                                                                                    bytes)));
                            load(first, sample)
                                    .ifPresent(
                                            text -> shell.log().notice("loadavg-overall=" + text));
                            return Empty.EMPTY;
                        });
    }
}
