package fluxj.services.jobmanager.store;

import fluxj.job.Eventlog;
import fluxj.json.JsonObject;

import java.util.List;
import java.util.Optional;

/// A job as the KVS has it.
///
/// @param jobspec without its environment
/// @param resources R without what belongs to the scheduler
public record StoredJob(
        List<Eventlog.Event> eventlog, JsonObject jobspec, Optional<JsonObject> resources) {
    /// True when nothing more can happen to it.
    static boolean isOver(List<Eventlog.Event> eventlog) {
        return eventlog.getLast().name().equals("clean");
    }
}
