package fluxj.services.cron;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.RecordCodec;
import fluxj.wire.Event;

/// When an entry's command is to run. It begins stopped.
sealed interface Schedule permits IntervalSchedule, EventSchedule, DatetimeSchedule {
    /// What a schedule asks of its entry.
    interface Owner {
        /// It is time.
        void runNow();

        /// There is no further time.
        void exhausted();

        /// When the command was last run, seconds since 1970; 0 for never.
        double lastRun();

        /// Its name in the log.
        String label();
    }

    void start();

    void stop();

    /// Ends it for good.
    default void close() {
        stop();
    }

    /// An event has come.
    default void event(Event event) {}

    /// What a listing shows of it.
    JsonObject typedata();

    /// Reads the arguments of a type.
    ///
    /// @throws FluxException EPROTO when they have not its shape
    static <T extends Record> T arguments(Class<T> type, JsonValue args) {
        if (!(args instanceof JsonObject object)) {
            throw new FluxException(Errno.EPROTO, "args: expected an object");
        }
        try {
            return RecordCodec.decode(type, object);
        } catch (JsonException e) {
            throw new FluxException(Errno.EPROTO, "args: " + e.getMessage());
        }
    }

    /// A duration of a request.
    ///
    /// @throws FluxException EINVAL when it is none or longer than a timer can wait
    static double duration(String name, double seconds) {
        if (!(seconds >= 0 && seconds <= TimerDuration.LONGEST_SECONDS)) {
            throw new FluxException(Errno.EINVAL, name + ": out of range");
        }
        return seconds;
    }
}
