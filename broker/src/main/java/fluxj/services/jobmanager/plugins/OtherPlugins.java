package fluxj.services.jobmanager.plugins;

import fluxj.jobtap.JobView;
import fluxj.json.JsonObject;

import java.util.List;

/// The way from one plugin to the others.
interface OtherPlugins {
    /// Calls each with a topic; what those that know it answer.
    List<JsonObject> call(String topic, JobView job, JsonObject arguments);
}
