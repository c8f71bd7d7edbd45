package fluxj.services.jobmanager.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.job.JobState;
import fluxj.jobtap.AuxKey;
import fluxj.jobtap.Callers;
import fluxj.jobtap.Dependency;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapContext;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.LoadOrder;
import fluxj.jobtap.Priority;
import fluxj.jobtap.StateChange;
import fluxj.jobtap.Verdict;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.jobmanager.job.Job;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

class PluginStackTest {
    private static final AuxKey<String> NOTE = AuxKey.of("note", String.class);
    private static final List<String> BUILTINS =
            List.of(
                    ".priority-default",
                    ".limit-job-size",
                    ".limit-duration",
                    ".dependency-after",
                    ".dependency-singleton",
                    ".begin-time",
                    ".validate-duration",
                    ".update-duration",
                    ".history",
                    ".post-event",
                    ".update-queue");

    private final List<String> heard = new ArrayList<>();
    private final PluginFixture fixture = new PluginFixture();

    /// Writes down what it is told.
    private class Recorder implements JobtapPlugin {
        private final String name;

        Recorder(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        private void hear(String what, JobView job) {
            heard.add(what + " " + (job.id() - 1000) + " " + job.state());
        }

        @Override
        public void configure(JsonObject config) {
            heard.add("conf");
        }

        @Override
        public void unload() {
            heard.add("unload");
        }

        @Override
        public Verdict create(JobView job, JobActions actions) {
            hear("create", job);
            return Verdict.ACCEPTED;
        }

        @Override
        public Verdict validate(JobView job, JobActions actions) {
            hear("validate", job);
            return Verdict.ACCEPTED;
        }

        @Override
        public List<String> dependencySchemes() {
            return List.of("mine");
        }

        @Override
        public Verdict dependency(JobView job, Dependency dependency, JobActions actions) {
            hear("dependency", job);
            actions.addDependency("mine=" + dependency.value().orElse(""));
            return Verdict.ACCEPTED;
        }

        @Override
        public void accepted(JobView job, JobActions actions) {
            hear("new", job);
            actions.subscribe();
        }

        @Override
        public void enterDepend(JobView job, StateChange change, JobActions actions) {
            hear("depend", job);
        }

        @Override
        public Priority enterPriority(JobView job, StateChange change, JobActions actions) {
            hear("priority", job);
            return Priority.NO_OPINION;
        }

        @Override
        public void enterSched(JobView job, StateChange change, JobActions actions) {
            hear("sched", job);
        }

        @Override
        public void enterRun(JobView job, StateChange change, JobActions actions) {
            hear("run from " + change.previous(), job);
        }

        @Override
        public void enterCleanup(JobView job, StateChange change, JobActions actions) {
            hear("cleanup", job);
        }

        @Override
        public void enterInactive(JobView job, StateChange change, JobActions actions) {
            hear("inactive", job);
        }

        @Override
        public void event(JobView job, Eventlog.Event event, JobActions actions) {
            hear("event " + event.name(), job);
        }

        @Override
        public void updated(JobView job, JsonObject updates, JobActions actions) {
            hear("updated " + updates, job);
        }

        @Override
        public void inactiveAdd(JobView job) {
            hear("inactive-add", job);
        }

        @Override
        public void inactiveRemove(JobView job) {
            hear("inactive-remove", job);
        }

        @Override
        public void destroy(JobView job) {
            hear("destroy", job);
        }
    }

    private static void refuses(String text, Executable action) {
        FluxException e = assertThrows(FluxException.class, action);
        assertEquals(text, e.text());
    }

    private JsonObject jobtap(String body) {
        return fixture.broker().ask("job-manager.jobtap", body);
    }

    private List<String> list() {
        return jobtap("{\"query_only\":true}")
                .array("plugins")
                .orElse(JsonArray.EMPTY)
                .items()
                .stream()
                .map(name -> ((JsonValue.Text) name).value())
                .toList();
    }

    @Test
    void aPluginHearsOfEverythingInOrder() {
        fixture.knowing("recorder", () -> new Recorder("recorder"))
                .start("{\"job-manager\":{\"plugins\":[{\"load\":\"recorder\"}]}}");
        Job job = fixture.submit("{\"dependencies\":[{\"scheme\":\"mine\",\"value\":\"x\"}]}");
        fixture.post(job, "dependency-remove", "{\"description\":\"mine=x\"}");
        fixture.allocate(job, "a,b");
        fixture.finish(job, 0);
        fixture.purge(job);
        assertEquals(
                List.of(
                        "conf",
                        "conf",
                        "create 1 NEW",
                        "validate 1 NEW",
                        "dependency 1 NEW",
                        "new 1 NEW",
                        "event validate 1 DEPEND",
                        "depend 1 DEPEND",
                        "event dependency-remove 1 DEPEND",
                        "event depend 1 PRIORITY",
                        "priority 1 PRIORITY",
                        "event priority 1 SCHED",
                        "sched 1 SCHED",
                        "event alloc 1 RUN",
                        "run from SCHED 1 RUN",
                        "event start 1 RUN",
                        "event finish 1 CLEANUP",
                        "cleanup 1 CLEANUP",
                        "event free 1 CLEANUP",
                        "event clean 1 INACTIVE",
                        "inactive 1 INACTIVE",
                        "inactive-add 1 INACTIVE",
                        "destroy 1 INACTIVE",
                        "inactive-remove 1 INACTIVE"),
                heard);
    }

    @Test
    void thoseThatComeWithItAreLoadedFirst() {
        fixture.start("{}");
        assertEquals(BUILTINS, list());
        assertEquals(
                "{\"name\":\".history\",\"path\":\"builtin\"}",
                fixture.broker()
                        .ask("job-manager.jobtap-query", "{\"name\":\".history\"}")
                        .toString());
        refuses(
                "x: plugin not found",
                () -> fixture.broker().ask("job-manager.jobtap-query", "{\"name\":\"x\"}"));
    }

    @Test
    void pluginsAreRemovedByNameAndByGlob() {
        fixture.knowing("aa", () -> new Recorder("aa"))
                .knowing("ab", () -> new Recorder("ab"))
                .knowing("c", () -> new Recorder("c"))
                .start("{}");
        for (String name : List.of("aa", "ab", "c")) {
            jobtap("{\"load\":\"" + name + "\"}");
        }
        refuses("aa already loaded", () -> jobtap("{\"load\":\"aa\"}"));
        jobtap("{\"remove\":\"a?\"}");
        assertEquals(BUILTINS.size() + 1, list().size());
        refuses("Failed to find plugin to remove", () -> jobtap("{\"remove\":\"a*\"}"));
        jobtap("{\"remove\":\"*\"}");
        assertEquals(BUILTINS, list());
        jobtap("{\"remove\":\"all\"}");
        jobtap("{\"remove\":\".h*\"}");
        assertFalse(list().contains(".history"));
        jobtap("{\"remove\":\".post-event\",\"load\":\".history\"}");
        assertEquals(".history", list().getLast());
        assertFalse(list().contains(".post-event"));
    }

    @Test
    void namesThatNobodyKnowsAreRefusedWithTheWayOut() {
        fixture.start("{}");
        FluxException absent =
                assertThrows(FluxException.class, () -> jobtap("{\"load\":\"/nowhere/x.so\"}"));
        assertEquals("/nowhere/x.so: No such plugin found", absent.text());
        assertEquals(Errno.ENOENT, absent.errno());
        FluxException other =
                assertThrows(FluxException.class, () -> jobtap("{\"load\":\"mf_priority.so\"}"));
        assertEquals(Errno.EOPNOTSUPP, other.errno());
        assertEquals(
                "mf_priority.so: No such plugin found: no Java plugin of that name"
                        + " (for C: flux module load --exec job-manager)",
                other.text());
        refuses(".nothing: No such plugin found", () -> jobtap("{\"load\":\".nothing\"}"));
        refuses("x.jar: No such plugin found", () -> jobtap("{\"load\":\"x.jar\"}"));
    }

    @Test
    void aConfigurationThatCannotBeCarriedOutIsRefused() {
        String text = "{\"job-manager\":{\"plugins\":%s}}";
        refusesConfig(text.formatted("1"), "[job-manager.plugins] config must be an array");
        refusesConfig(
                text.formatted("[{\"load\":\"x\"}]"),
                "[job-manager.plugins][0]: load: x: No such plugin found");
        refusesConfig(
                text.formatted("[{},{\"remove\":\"x\"}]"),
                "[job-manager.plugins][1]: remove x: Failed to find plugin to remove");
    }

    private void refusesConfig(String config, String text) {
        refuses(text, () -> new PluginFixture().start(config));
    }

    @Test
    void aPluginThatThrowsIsNamedAndNothingElseChanges() {
        fixture.knowing(
                        "bad",
                        () ->
                                new Recorder("bad") {
                                    @Override
                                    public void enterRun(
                                            JobView job, StateChange change, JobActions actions) {
                                        throw new IllegalStateException("oops");
                                    }

                                    @Override
                                    public void enterCleanup(
                                            JobView job, StateChange change, JobActions actions) {
                                        throw new FluxException(Errno.EIO, "no disk");
                                    }

                                    @Override
                                    public Priority priority(JobView job) {
                                        return Priority.of(-7);
                                    }

                                    @Override
                                    public Priority enterPriority(
                                            JobView job, StateChange change, JobActions actions) {
                                        return priority(job);
                                    }
                                })
                .knowing("good", () -> new Recorder("good"))
                .start("{\"job-manager\":{\"plugins\":[{\"load\":\"bad\"},{\"load\":\"good\"}]}}");
        Job job = fixture.submit("{}");
        assertEquals(16, job.priority());
        fixture.allocate(job, "a,b");
        fixture.finish(job, 0);
        assertTrue(heard.contains("run from SCHED 1 RUN"));
        assertTrue(heard.contains("cleanup 1 CLEANUP"));
        assertEquals(JobState.INACTIVE, job.state());
        assertEquals(
                List.of(
                        "jobtap: job.state.priority: callback returned error",
                        "jobtap: bad: job.state.priority: priority -7 is out of range",
                        "jobtap: job.state.run: callback returned error",
                        "jobtap: bad: job.state.run: java.lang.IllegalStateException: oops",
                        "jobtap: job.state.cleanup: callback returned error",
                        "jobtap: bad: job.state.cleanup: no disk"),
                fixture.complaints());
    }

    @Test
    void aPluginThatThrowsWhereItDecidesRefuses() {
        fixture.knowing(
                        "bad",
                        () ->
                                new Recorder("bad") {
                                    @Override
                                    public Verdict validate(JobView job, JobActions actions) {
                                        throw new IllegalStateException("oops");
                                    }
                                })
                .start("{\"job-manager\":{\"plugins\":[{\"load\":\"bad\"}]}}");
        refuses("rejected by job-manager plugin", () -> fixture.submit("{}"));
        assertEquals("destroy 1 NEW", heard.getLast());
    }

    @Test
    void aPluginThatCannotBeLoadedLeavesNothing() {
        fixture.knowing(
                        "bad",
                        () ->
                                new Recorder("bad") {
                                    @Override
                                    public void load(JobtapContext context) {
                                        context.serve("m", Callers.OWNER, _ -> {});
                                        throw new FluxException(Errno.EINVAL, "invalid port");
                                    }
                                })
                .start("{}");
        refuses("invalid port", () -> jobtap("{\"load\":\"bad\"}"));
        refuses("invalid port", () -> jobtap("{\"load\":\"bad\"}"));
        assertEquals(BUILTINS, list());
    }

    @Test
    void aPluginLoadedLateHearsOfActiveJobsInTheOrderItWants() {
        fixture.knowing("mine", () -> new Recorder("mine"))
                .knowing(
                        "late",
                        () ->
                                new Recorder("late") {
                                    @Override
                                    public LoadOrder loadOrder() {
                                        return LoadOrder.REVERSE_STATE;
                                    }

                                    @Override
                                    public Priority priority(JobView job) {
                                        return Priority.of(job.id());
                                    }
                                })
                .start("{\"job-manager\":{\"plugins\":[{\"load\":\"mine\"}]}}");
        Job waiting = fixture.submit("{\"dependencies\":[{\"scheme\":\"mine\"}]}");
        Job queued = fixture.submit("{}");
        Job running = fixture.submit("{}");
        fixture.allocate(running, "a,b");
        jobtap("{\"remove\":\"mine\"}");
        heard.clear();
        jobtap("{\"load\":\"late\"}");
        assertEquals(
                List.of(
                        "conf",
                        "create 3 RUN",
                        "new 3 RUN",
                        "create 2 SCHED",
                        "new 2 SCHED",
                        "create 1 DEPEND",
                        "new 1 DEPEND",
                        "dependency 1 DEPEND",
                        "depend 1 DEPEND",
                        "event priority 2 SCHED"),
                heard);
        assertEquals(queued.id(), queued.priority());
        assertEquals(JobState.DEPEND, waiting.state());
    }

    @Test
    void whatIsRememberedEndsWithTheJobAndWithThePlugin() {
        List<Optional<String>> recalled = new ArrayList<>();
        fixture.knowing(
                        "aux",
                        () ->
                                new Recorder("aux") {
                                    @Override
                                    public void accepted(JobView job, JobActions actions) {
                                        actions.remember(NOTE, "n" + job.id());
                                    }

                                    @Override
                                    public void enterInactive(
                                            JobView job, StateChange change, JobActions actions) {
                                        recalled.add(actions.recall(NOTE));
                                    }

                                    @Override
                                    public void load(JobtapContext context) {
                                        context.after(
                                                Duration.ofSeconds(5),
                                                () ->
                                                        recalled.add(
                                                                context.actions(1002)
                                                                        .forget(NOTE)));
                                    }
                                })
                .start("{\"job-manager\":{\"plugins\":[{\"load\":\"aux\"}]}}");
        Job one = fixture.submit("{}");
        fixture.submit("{}");
        fixture.allocate(one, "a,b");
        fixture.finish(one, 0);
        fixture.broker().reactor().advance(Duration.ofSeconds(6));
        assertEquals(List.of(Optional.of("n1001"), Optional.of("n1002")), recalled);
        jobtap("{\"remove\":\"aux\"}");
        jobtap("{\"load\":\"aux\"}");
        jobtap("{\"remove\":\"aux\"}");
        fixture.broker().reactor().advance(Duration.ofSeconds(6));
        assertEquals(2, recalled.size());
    }

    @Test
    void actionsThatTheStateForbidsAreRefused() {
        List<String> refused = new ArrayList<>();
        fixture.knowing(
                        "eager",
                        () ->
                                new Recorder("eager") {
                                    private void attempt(String what, Runnable action) {
                                        try {
                                            action.run();
                                        } catch (FluxException e) {
                                            refused.add(what + ": " + e.text());
                                        }
                                    }

                                    @Override
                                    public void enterRun(
                                            JobView job, StateChange change, JobActions actions) {
                                        attempt("dep", () -> actions.addDependency("x"));
                                        attempt("epi", () -> actions.startEpilog("x"));
                                        attempt("pro", () -> actions.startProlog("x"));
                                        attempt(
                                                "upd",
                                                () ->
                                                        actions.updateJobspec(
                                                                JsonObject.of("attributes.a", 1)));
                                        attempt("flag", () -> actions.setFlag("odd"));
                                        attempt("sev", () -> actions.raise("t", 9, ""));
                                        attempt("prio", () -> actions.reprioritize(-1));
                                    }

                                    @Override
                                    public void enterDepend(
                                            JobView job, StateChange change, JobActions actions) {
                                        attempt(
                                                "key",
                                                () ->
                                                        actions.updateJobspec(
                                                                JsonObject.of("bogus.a", 1)));
                                        actions.updateJobspec(
                                                JsonObject.of("attributes.system.duration", 3));
                                    }
                                })
                .start("{\"job-manager\":{\"plugins\":[{\"load\":\"eager\"}]}}");
        Job job = fixture.submit("{}");
        fixture.allocate(job, "a,b");
        assertEquals(
                List.of(
                        "key: one or more jobspec updates are invalid",
                        "dep: dependency-add is not possible in state RUN",
                        "epi: epilog-start is not possible in state RUN",
                        "upd: jobspec-update is not possible in state RUN",
                        "flag: no such job flag: odd",
                        "sev: invalid exception severity",
                        "prio: priority -1 is out of range"),
                refused);
        assertEquals(Optional.of(JsonValue.of(3)), job.system("duration"));
        assertEquals(1, job.perilogs());
        fixture.starting(job);
        assertTrue(heard.contains("updated {\"attributes.system.duration\":3} 1 DEPEND"));
    }

    @Test
    void pluginsCallEachOther() {
        List<String> answers = new ArrayList<>();
        fixture.knowing(
                        "caller",
                        () ->
                                new Recorder("caller") {
                                    @Override
                                    public void load(JobtapContext context) {
                                        context.serve(
                                                "go",
                                                Callers.USERS,
                                                request -> {
                                                    JobView job = context.activeJobs().getFirst();
                                                    answers.addAll(
                                                            context
                                                                    .callPlugins(
                                                                            "ask",
                                                                            job,
                                                                            request.body())
                                                                    .stream()
                                                                    .map(JsonObject::toString)
                                                                    .collect(Collectors.toList()));
                                                    request.reply();
                                                });
                                    }
                                })
                .knowing(
                        "called",
                        () ->
                                new Recorder("called") {
                                    @Override
                                    public Optional<JsonObject> called(
                                            String topic, JobView job, JsonObject arguments) {
                                        return topic.equals("ask")
                                                ? Optional.of(
                                                        arguments.with(
                                                                "id", JsonValue.of(job.id())))
                                                : Optional.empty();
                                    }
                                })
                .start(
                        "{\"job-manager\":{\"plugins\":[{\"load\":\"caller\"},"
                                + "{\"load\":\"called\"}]}}");
        fixture.submit("{}");
        fixture.broker().ask("job-manager.caller.go", "{\"a\":1}");
        assertEquals(List.of("{\"a\":1,\"id\":1001}"), answers);
        jobtap("{\"remove\":\"caller\"}");
        FluxException gone =
                assertThrows(
                        FluxException.class,
                        () -> fixture.broker().ask("job-manager.caller.go", "{}"));
        assertEquals(Errno.ENOSYS, gone.errno());
    }
}
