package fluxj.platform.os;

import fluxj.platform.WallClock;

import java.time.Instant;

/// The system's time of day.
public final class OsWallClock implements WallClock {
    @Override
    public long epochMicros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    }
}
