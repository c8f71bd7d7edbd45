package fluxj.coral2.slingshot;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapContext;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.StateChange;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reserves virtual network identifiers for each job that starts, as an event that the shell and
/// the prolog read, and takes them back when the job ends.
final class VniReservation implements JobtapPlugin {
    static final String FILE_NAME = "cray-slingshot.so";

    private static final String TITLE = "cray-slingshot";

    private final VniPool pool = new VniPool();
    private SlingshotSettings settings = SlingshotSettings.of(JsonObject.EMPTY);
    private JobtapContext context;

    @Override
    public String name() {
        return FILE_NAME;
    }

    @Override
    public void load(JobtapContext jobtap) {
        context = jobtap;
    }

    @Override
    public void configure(JsonObject config) {
        settings = SlingshotSettings.of(config);
        pool.configure(settings.pool());
    }

    @Override
    public JsonObject query() {
        JsonObject.Builder jobs = JsonObject.builder();
        pool.holders().forEach((id, vnis) -> jobs.put(new JobId(id).f58plain(), array(vnis)));
        return JsonObject.builder()
                .put("vnis-per-job", settings.perJob())
                .put("vni-reserve-fatal", settings.fatal())
                .put(
                        "vnipool",
                        JsonObject.builder()
                                .put("universe", pool.universe().toString())
                                .put("free", pool.free().toString())
                                .put("jobs", jobs.build())
                                .build())
                .build();
    }

    @Override
    public void accepted(JobView job, JobActions actions) {
        if (job.state() != JobState.RUN) {
            return;
        }
        for (Eventlog.Event event : job.eventlog()) {
            if (event.name().equals(TITLE)) {
                recover(job, event.context().orElse(JsonObject.EMPTY));
            }
        }
    }

    private void recover(JobView job, JsonObject reservation) {
        List<Integer> vnis = new ArrayList<>();
        for (JsonValue each : reservation.array("vnis").orElse(JsonArray.EMPTY)) {
            if (each instanceof JsonValue.Whole(long vni) && vni >= 0 && vni < 65_536) {
                vnis.add((int) vni);
            } else {
                context.log().err(TITLE + ": malformed " + TITLE + " event");
            }
        }
        if (!vnis.isEmpty()) {
            pool.recover(job.id(), vnis);
        }
    }

    @Override
    public void enterRun(JobView job, StateChange change, JobActions actions) {
        try {
            Optional<Integer> count = count(job);
            if (count.isEmpty()) {
                post(actions, List.of(), "disabled by user request");
            } else if (count.get() == 0) {
                post(actions, List.of(), "none requested");
            } else {
                reserve(job, count.get(), actions);
            }
        } catch (FluxException e) {
            actions.raise(TITLE, 0, e.text());
        }
    }

    /// How many the job wants; empty when it wants nothing of us.
    private Optional<Integer> count(JobView job) {
        Optional<JsonValue> option = job.jobspec("attributes", "system", "shell", "options", TITLE);
        if (option.isEmpty()) {
            return Optional.of(settings.perJob());
        }
        return switch (option.get()) {
            case JsonValue.Text(String word) when word.equals("off") -> Optional.empty();
            case JsonObject members -> Optional.of(count(members));
            case JsonValue other -> throw unparsed("Expected object, got " + other.typeName());
        };
    }

    private int count(JsonObject members) {
        return switch (members.get("vnicount").orElse(JsonValue.of(settings.perJob()))) {
            case JsonValue.Whole(long count) -> Math.clamp(count, -1, VniPool.MOST + 1);
            case JsonValue other -> throw unparsed("Expected integer, got " + other.typeName());
        };
    }

    private static FluxException unparsed(String why) {
        return new FluxException(
                Errno.EINVAL, "error parsing cray-slingshot shell options: " + why);
    }

    private void reserve(JobView job, int count, JobActions actions) {
        try {
            post(actions, pool.reserve(job.id(), count), "");
        } catch (FluxException e) {
            if (settings.fatal() || !e.errno().equals(Errno.ENOSPC)) {
                throw e;
            }
            post(actions, List.of(), e.text());
        }
    }

    private static void post(JobActions actions, List<Integer> vnis, String emptyReason) {
        JsonObject.Builder reservation = JsonObject.builder().put("vnis", array(vnis));
        if (vnis.isEmpty()) {
            reservation.put("empty-reason", emptyReason);
        }
        actions.post(TITLE, reservation.build());
    }

    private static JsonArray array(List<Integer> numbers) {
        return JsonArray.of(
                numbers.stream()
                        .map(number -> JsonValue.of(number.longValue()))
                        .toArray(JsonValue[]::new));
    }

    @Override
    public void enterCleanup(JobView job, StateChange change, JobActions actions) {
        pool.release(job.id());
    }
}
