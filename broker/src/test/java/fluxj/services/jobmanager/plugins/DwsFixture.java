package fluxj.services.jobmanager.plugins;

import fluxj.coral2.dws.DwsPlugins;
import fluxj.job.JobId;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.jobmanager.job.Job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A job manager with `dws-jobtap` and a service that only pretends.
final class DwsFixture {
    static final String NAME = "dws-jobtap.so";

    private final PluginFixture jobs = new PluginFixture();
    private final List<FakeDws> services = new ArrayList<>(1);

    DwsFixture() {
        DwsPlugins.ofInstance().forEach(jobs::knowing);
        jobs.broker()
                .core()
                .add(
                        "dws",
                        flux -> {
                            FakeDws service = new FakeDws(flux);
                            services.add(service);
                            return service;
                        });
    }

    /// Loads the plugin.
    ///
    /// @param conf a JSON object
    DwsFixture start(String conf) {
        jobs.start(
                "{\"job-manager\":{\"plugins\":[{\"load\":\""
                        + NAME
                        + "\",\"conf\":"
                        + conf
                        + "}]}}");
        return this;
    }

    PluginFixture jobs() {
        return jobs;
    }

    FakeDws service() {
        return services.getFirst();
    }

    /// Lets time pass.
    void advance(Duration time) {
        jobs.broker().reactor().advance(time);
        settle();
    }

    void settle() {
        jobs.broker().reactor().run();
    }

    /// Submits a job; what can happen at once happens.
    Job submit(String system) {
        Job job = jobs.submit(system);
        jobs.values()
                .put(
                        new JobId(job.id()).kvs("R"),
                        JsonValue.parse("{\"version\":1,\"execution\":{\"nodelist\":[\"a\"]}}"));
        settle();
        return job;
    }

    Job submit() {
        return submit("{\"dw\":\"foo\"}");
    }

    void allocate(Job job) {
        jobs.allocate(job, "a");
        settle();
    }

    /// Submits a job that runs.
    Job run() {
        Job job = submit();
        allocate(job);
        post(job, "start", "{}");
        return job;
    }

    /// Submits a job that has ended.
    Job runToEnd() {
        Job job = run();
        post(job, "finish", "{\"status\":0}");
        return job;
    }

    void raise(Job job, String type, int severity) {
        post(
                job,
                "exception",
                "{\"type\":\"" + type + "\",\"severity\":" + severity + ",\"note\":\"\"}");
    }

    void post(Job job, String event, String context) {
        jobs.post(job, event, context);
        settle();
    }

    JsonObject ask(String topic, String json) {
        return jobs.broker().ask(topic, json);
    }

    /// Takes the plugin away and loads it again.
    void reload(String conf) {
        remove();
        ask("job-manager.jobtap", "{\"load\":\"" + NAME + "\",\"conf\":" + conf + "}");
        settle();
    }

    void remove() {
        ask("job-manager.jobtap", "{\"remove\":\"" + NAME + "\"}");
    }

    /// A job's events from an event on.
    static List<String> since(Job job, int count) {
        List<String> all = PluginFixture.events(job);
        return all.subList(count, all.size());
    }
}
