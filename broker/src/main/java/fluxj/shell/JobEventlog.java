package fluxj.shell;

import fluxj.json.JanssonText;
import fluxj.json.JsonObject;
import fluxj.platform.WallClock;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.shell.spi.ShellEventlog;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// One eventlog in the job's namespace.
record JobEventlog(GuestCommits commits, WallClock clock, String key, Duration batch)
        implements ShellEventlog {
    @Override
    public void append(String name, JsonObject context) {
        JsonObject.Builder rest = JsonObject.builder().put("name", name);
        if (!context.keys().isEmpty()) {
            rest.put("context", context);
        }
        // The time as Flux spells it, for those who read eventlogs without a JSON library.
        String time = JanssonText.number(clock.epochSeconds());
        String line = "{\"timestamp\":" + time + "," + rest.build().toString().substring(1) + "\n";
        commits.append(key, line.getBytes(StandardCharsets.UTF_8), batch);
    }

    @Override
    public Promise<Empty> flush() {
        return commits.flush();
    }

    @Override
    public boolean isBehind() {
        return commits.isBehind();
    }

    @Override
    public void onCaughtUp(Runnable task) {
        commits.onCaughtUp(task);
    }
}
