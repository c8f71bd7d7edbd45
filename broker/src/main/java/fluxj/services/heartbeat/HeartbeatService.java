package fluxj.services.heartbeat;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.tables.HeartbeatConfig;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonObject;
import fluxj.overlay.OverlayProtocol;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.heartbeat.HeartbeatProtocol.Stats;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// On rank 0, publishes the pulse. Elsewhere, warns when it is late, and gives the parent up when
/// it does not come.
public final class HeartbeatService implements Service {
    private static final double NANOS = 1e9;

    private final ServiceContext context;
    private HeartbeatConfig config;
    private @Nullable Timer ticks;
    private @Nullable Timer patience;
    private long count;
    private long lastPulse;
    private boolean overdue;

    /// Not started yet.
    public HeartbeatService(ServiceContext context) {
        this.context = context;
        this.config = withArguments(read(context.config()));
        this.lastPulse = context.reactor().nanoTime();
    }

    private static HeartbeatConfig read(JsonObject object) {
        try {
            return HeartbeatConfig.of(Config.of(object));
        } catch (ConfigException e) {
            throw new FluxException(Errno.EINVAL, String.valueOf(e.getMessage()));
        }
    }

    private HeartbeatConfig withArguments(HeartbeatConfig configured) {
        HeartbeatConfig result = configured;
        for (String argument : context.arguments()) {
            if (!argument.startsWith("period=")) {
                throw new FluxException(Errno.EINVAL, argument + ": unknown option");
            }
            try {
                Fsd period = Fsd.parse(argument.substring("period=".length()));
                result = result.withPeriod(period);
            } catch (FormatException e) {
                throw new FluxException(Errno.EINVAL, "period: error parsing FSD: " + argument);
            }
        }
        if (result.get(HeartbeatConfig.PERIOD).isZero()) {
            throw new FluxException(Errno.EINVAL, "period: must be positive");
        }
        return result;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(HeartbeatProtocol.class)
                .on(HeartbeatProtocol.STATS_GET, this::stats)
                .onRaw("heartbeat.config-reload", Access.OWNER, this::reload)
                .onEvent(HeartbeatProtocol.PULSE, this::pulse)
                .build();
    }

    @Override
    public Promise<Empty> start() {
        if (context.rank() == 0) {
            publish();
        } else {
            context.subscribe(HeartbeatProtocol.PULSE);
            wait(config);
        }
        tick();
        return Promise.of(Empty.EMPTY);
    }

    @Override
    public Promise<Empty> stop() {
        cancel(ticks);
        cancel(patience);
        return Promise.of(Empty.EMPTY);
    }

    private static void cancel(@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    private void tick() {
        cancel(ticks);
        ticks =
                context.reactor()
                        .every(
                                config.get(HeartbeatConfig.PERIOD).toDuration(),
                                context.rank() == 0 ? this::publish : this::checkLate);
    }

    private void publish() {
        count++;
        context.publish(HeartbeatProtocol.PULSE, Payload.NONE, 0)
                .then(
                        _ -> {},
                        error ->
                                context.log()
                                        .err("error publishing heartbeat: " + error.getMessage()));
    }

    private void pulse(Event event) {
        if (context.rank() > 0 && event.cred().hasAny(Credentials.OWNER)) {
            count++;
            lastPulse = context.reactor().nanoTime();
            wait(config);
        }
    }

    private double sinceLastPulse() {
        return (context.reactor().nanoTime() - lastPulse) / NANOS;
    }

    private void checkLate() {
        boolean late =
                sinceLastPulse()
                        > config.get(HeartbeatConfig.PERIOD).seconds()
                                * config.get(HeartbeatConfig.WARN_THRESH);
        if (late != overdue) {
            overdue = late;
            context.log().warning(late ? "heartbeat overdue" : "heartbeat received");
        }
    }

    /// Begins to wait for the next pulse.
    private void wait(HeartbeatConfig limits) {
        cancel(patience);
        if (limits.hasTimeout()) {
            patience =
                    context.reactor()
                            .after(limits.get(HeartbeatConfig.TIMEOUT).toDuration(), this::giveUp);
        }
    }

    private void giveUp() {
        OverlayProtocol.Reason reason =
                new OverlayProtocol.Reason("no heartbeat for " + twoDigits(sinceLastPulse()));
        context.rpc().send(OverlayProtocol.DISCONNECT_PARENT, Message.NODEID_ANY, reason);
        wait(config);
    }

    /// A duration with no more digits than a reader wants.
    private static String twoDigits(double seconds) {
        double unit = seconds < 60 ? 1 : seconds < 3600 ? 60 : seconds < 86_400 ? 3600 : 86_400;
        BigDecimal rounded =
                BigDecimal.valueOf(seconds / unit)
                        .round(new MathContext(2, RoundingMode.HALF_EVEN));
        return Fsd.format(rounded.doubleValue() * unit);
    }

    private void reload(RawCall call) {
        HeartbeatConfig next = read(call.request().payload().json());
        HeartbeatConfig before = config;
        config = next;
        if (!next.get(HeartbeatConfig.PERIOD).equals(before.get(HeartbeatConfig.PERIOD))) {
            tick();
        }
        if (context.rank() > 0
                && !next.get(HeartbeatConfig.TIMEOUT).equals(before.get(HeartbeatConfig.TIMEOUT))) {
            wait(next);
        }
        call.reply(Payload.NONE);
    }

    private void stats(Call<Empty, Stats> call) {
        call.reply(
                new Stats(
                        config.get(HeartbeatConfig.PERIOD).seconds(),
                        config.hasTimeout() ? config.get(HeartbeatConfig.TIMEOUT).seconds() : -1,
                        count,
                        config.get(HeartbeatConfig.WARN_THRESH)));
    }
}
