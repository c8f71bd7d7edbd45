package fluxj.coral2.dws.service;

import fluxj.coral2.dws.DwsProtocol.Outcome;
import fluxj.errors.Errno;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Reactor;
import fluxj.rpc.RpcClient;
import fluxj.treeobj.Treeobj;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// A broker whose jobs do what the plugin `dws-jobtap` has them do, without one.
final class InstanceDouble {
    private static final String FLUXION = "sched-fluxion-resource.";
    private static final String RESOURCES =
            "[{\"type\":\"slot\",\"count\":1,\"label\":\"task\","
                    + "\"with\":[{\"type\":\"core\",\"count\":1}]}]";

    /// Asks the service something; the consumer gets its answer, or a failure when there is none.
    interface Asker {
        void ask(String topic, JsonObject body, Consumer<Outcome> answer);
    }

    private final Reactor reactor;
    private final JsonObject config;
    private final List<String> drained = new ArrayList<>();
    private final FluxionDouble fluxion;
    private final Map<String, String> kvs = new LinkedHashMap<>();
    private final Map<Long, Job> jobs = new LinkedHashMap<>();
    private Asker asker = (_, _, answer) -> answer.accept(Outcome.failure("no service"));

    InstanceDouble(Reactor reactor, JsonObject config) {
        this.reactor = reactor;
        this.config = config;
        fluxion = new FluxionDouble(reactor);
    }

    /// The calls of one service, as long as it lives.
    RpcClient connect(BooleanSupplier lives) {
        RpcClient[] rpc = new RpcClient[1];
        rpc[0] =
                new RpcClient(
                        request -> {
                            if (lives.getAsBoolean() && !request.noResponse()) {
                                take(
                                        request,
                                        response -> {
                                            if (lives.getAsBoolean()) {
                                                rpc[0].response(response);
                                            }
                                        });
                            }
                        },
                        () -> 0);
        return rpc[0];
    }

    void serveBy(Asker service) {
        asker = service;
    }

    /// Its scheduler.
    FluxionDouble fluxion() {
        return fluxion;
    }

    List<String> drained() {
        return drained;
    }

    /// The last names of what is kept of a job.
    List<String> kept(Job job) {
        String directory = new JobId(job.id).kvs() + ".";
        return kvs.keySet().stream()
                .filter(key -> key.startsWith(directory))
                .map(key -> key.substring(directory.length()))
                .sorted()
                .toList();
    }

    /// A job as the job manager has it.
    final class Job {
        private final long id;
        private final String host;
        private final JsonObject attributes;
        private JobState state = JobState.DEPEND;
        private boolean prolog;
        private boolean epilog;
        private boolean started;
        private final List<String> events = new ArrayList<>();

        private Job(long id, String host, JsonObject attributes) {
            this.id = id;
            this.host = host;
            this.attributes = attributes;
        }

        long id() {
            return id;
        }

        JobState state() {
            return state;
        }

        boolean runs() {
            return started && state == JobState.RUN;
        }

        /// `NAME DETAIL` of each event.
        List<String> events() {
            return events;
        }

        private void depend() {
            JsonObject.Builder body =
                    JsonObject.builder()
                            .put("jobid", id)
                            .put("dw_directives", attributes.get("dw").orElse(JsonValue.Null.NULL))
                            .put("resources", JsonValue.parse(RESOURCES))
                            .put("userid", attributes.whole("userid").orElse(0L));
            body.put("failure_tolerance", attributes.whole("dw_failure_tolerance").orElse(0L));
            asker.ask("dws.create", body.build(), outcome -> check(outcome, "dws-create"));
        }

        private void check(Outcome outcome, String type) {
            if (!outcome.success() && state != JobState.INACTIVE) {
                raise(type, outcome.errstr().orElse(""));
            }
        }

        private void run() {
            state = JobState.RUN;
            prolog = true;
            events.add("prolog-start");
            JsonObject body = JsonObject.builder().put("jobid", id).put("R", r()).build();
            asker.ask("dws.setup", body, outcome -> check(outcome, "dws-setup"));
        }

        /// Its exceptions and memos alone.
        private String eventlog() {
            StringBuilder lines = new StringBuilder();
            for (String event : events) {
                String[] words = event.split(" ", 3);
                if (words[0].equals("exception")) {
                    JsonObject context =
                            JsonObject.builder()
                                    .put("type", words[1])
                                    .put("note", words.length > 2 ? words[2] : "")
                                    .build();
                    lines.append(Eventlog.encode(0, words[0], context));
                } else if (words[0].equals("memo")) {
                    JsonObject context = JsonObject.parse(event.substring(words[0].length() + 1));
                    lines.append(Eventlog.encode(0, words[0], context));
                }
            }
            return lines.toString();
        }

        private JsonObject r() {
            return JsonObject.of(
                    "execution", JsonObject.of("nodelist", JsonArray.ofTexts(List.of(host))));
        }

        /// Its tasks end.
        void finish() {
            if (runs()) {
                events.add("finish");
                cleanup();
            }
        }

        private void cleanup() {
            state = JobState.CLEANUP;
            epilog = true;
            events.add("epilog-start");
            JsonObject body =
                    JsonObject.builder().put("jobid", id).put("run_started", started).build();
            asker.ask(
                    "dws.post_run",
                    body,
                    outcome -> {
                        if (!outcome.success() && epilog) {
                            events.add("exception dws-epilog " + outcome.errstr().orElse(""));
                            ask("dws.teardown");
                            finishEpilog(1);
                        }
                    });
        }

        private void finishEpilog(int status) {
            if (epilog) {
                epilog = false;
                events.add("epilog-finish " + status);
                state = JobState.INACTIVE;
                events.add("clean");
            }
        }

        private void ask(String topic) {
            asker.ask(topic, JsonObject.of("jobid", id), _ -> {});
        }

        /// Somebody raises an exception of severity 0.
        void raise(String type, String note) {
            if (state == JobState.INACTIVE) {
                return;
            }
            events.add(("exception " + type + " " + note).strip());
            if (epilog) {
                if (type.equals("dws-epilog-timeout")) {
                    ask("dws.abort");
                    finishEpilog(1);
                } else {
                    ask("dws.teardown");
                }
                return;
            }
            if (prolog) {
                prolog = false;
                events.add("prolog-finish 1");
            }
            cleanup();
        }
    }

    Job submit(long id, String host, String attributes) {
        Job job = new Job(id, host, JsonObject.parse(attributes));
        jobs.put(id, job);
        job.depend();
        return job;
    }

    private void take(Request request, Consumer<Response> replies) {
        JsonObject body =
                request.payload().isPresent() ? request.payload().json() : JsonObject.EMPTY;
        reactor.post(() -> replies.accept(answer(request, body)));
    }

    private Response answer(Request request, JsonObject body) {
        Optional<JsonObject> reply = reply(request.topic(), body);
        if (reply.isEmpty()) {
            return request.respondError(Errno.ENOSYS, "");
        }
        Optional<Long> refused = reply.get().whole("refused");
        if (refused.isPresent()) {
            return request.respondError(new Errno(refused.get().intValue()), "job not found");
        }
        return request.respond(Payload.of(reply.get()));
    }

    private Optional<JsonObject> reply(String topic, JsonObject body) {
        return switch (topic) {
            case "config.get" -> Optional.of(config);
            case "attr.get" ->
                    Optional.of(
                            JsonObject.builder()
                                    .put(
                                            "value",
                                            body.text("name").orElse("").equals("hostlist")
                                                    ? "node[0-3]"
                                                    : "0")
                                    .put("flags", 0)
                                    .build());
            case "groups.get" -> Optional.of(JsonObject.of("members", "0-3"));
            case "kvs.commit" -> {
                for (JsonValue op : body.array("ops").orElseThrow()) {
                    kvs.put(((JsonObject) op).text("key").orElseThrow(), op.toString());
                }
                yield Optional.of(JsonObject.of("rootref", "x").with("rootseq", JsonValue.of(1)));
            }
            case "resource.drain" -> {
                drained.add(
                        body.text("targets").orElse("") + ": " + body.text("reason").orElse(""));
                yield Optional.of(JsonObject.EMPTY);
            }
            case "job-manager.memo" ->
                    with(body, job -> job.events.add("memo " + body.object("memo").orElseThrow()));
            case "job-manager.raise" -> raised(body);
            case "job-manager.dws.resource-update" -> with(body, this::updated);
            case "job-manager.dws.prolog-remove" -> with(body, this::mounted);
            case "job-manager.dws.epilog-remove" -> with(body, job -> job.finishEpilog(0));
            case "job-manager.dws.waiting" -> Optional.of(waiting());
            case "job-info.lookup" -> lookup(body);
            case "job-list.list-id" -> listed(body);
            case "kvs.lookup" ->
                    Optional.of(
                            JsonObject.of(
                                    "val",
                                    Treeobj.Val.of(
                                                    FluxionDouble.resources()
                                                            .toString()
                                                            .getBytes(StandardCharsets.UTF_8))
                                            .toJson()));
            default ->
                    topic.startsWith(FLUXION)
                            ? fluxion.reply(topic.substring(FLUXION.length()), body)
                            : Optional.empty();
        };
    }

    private JsonObject waiting() {
        return JsonObject.builder()
                .put("starting", ids(job -> job.state == JobState.DEPEND || job.prolog))
                .put("ending", ids(job -> job.epilog))
                .build();
    }

    private JsonArray ids(Predicate<Job> which) {
        return new JsonArray(
                jobs.values().stream().filter(which).map(job -> JsonValue.of(job.id)).toList());
    }

    private Optional<JsonObject> with(JsonObject body, Consumer<Job> action) {
        Job job = jobs.get(body.whole("id").orElse(0L));
        if (job == null || job.state == JobState.INACTIVE) {
            return Optional.of(JsonObject.of("refused", Errno.EINVAL.number()));
        }
        action.accept(job);
        return Optional.of(JsonObject.EMPTY);
    }

    private Optional<JsonObject> raised(JsonObject body) {
        BiConsumer<String, String> raise =
                (type, note) ->
                        with(
                                body,
                                job -> {
                                    if (body.whole("severity").orElse(0L) == 0) {
                                        job.raise(type, note);
                                    } else {
                                        job.events.add("exception " + type + " " + note);
                                    }
                                });
        raise.accept(body.text("type").orElse(""), body.text("note").orElse(""));
        return Optional.of(JsonObject.EMPTY);
    }

    private void updated(Job job) {
        if (job.state == JobState.DEPEND) {
            job.run();
        }
    }

    private void mounted(Job job) {
        job.events.add("dws_environment");
        if (job.prolog) {
            job.prolog = false;
            job.started = true;
            job.events.add("prolog-finish 0");
        }
    }

    private Optional<JsonObject> lookup(JsonObject body) {
        Job job = jobs.get(body.whole("id").orElse(0L));
        if (job == null) {
            return Optional.of(JsonObject.of("refused", Errno.EINVAL.number()));
        }
        JsonObject jobspec =
                JsonObject.builder()
                        .put("resources", JsonValue.parse(RESOURCES))
                        .put("attributes", JsonObject.of("system", job.attributes))
                        .build();
        return Optional.of(
                JsonObject.builder()
                        .put("id", job.id)
                        .put("jobspec", jobspec)
                        .put("R", job.r())
                        .put("eventlog", job.eventlog())
                        .build());
    }

    private Optional<JsonObject> listed(JsonObject body) {
        Job job = jobs.get(body.whole("id").orElse(0L));
        return Optional.of(
                job == null
                        ? JsonObject.of("refused", Errno.ENOENT.number())
                        : JsonObject.of("job", JsonObject.of("state", job.state.bit())));
    }
}
