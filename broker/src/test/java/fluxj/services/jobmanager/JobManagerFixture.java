package fluxj.services.jobmanager;

import fluxj.errors.Errno;
import fluxj.job.JobId;
import fluxj.jobtap.JobtapPlugin;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.module.TestBroker;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.service.ModuleSpec;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;
import fluxj.services.jobexec.JobExecProtocol;
import fluxj.services.jobexec.JobExecProtocol.Start;
import fluxj.services.jobexec.JobExecProtocol.Update;
import fluxj.services.jobmanager.AttachProtocol.ExecHello;
import fluxj.services.jobmanager.AttachProtocol.SchedHello;
import fluxj.services.jobmanager.AttachProtocol.SchedReady;
import fluxj.services.jobmanager.SchedProtocol.Alloc;
import fluxj.services.jobmanager.SchedProtocol.AllocReply;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The job manager on one broker, with a KVS, a scheduler and an execution system that do what a
/// test says.
final class JobManagerFixture {
    static final String RESOURCES =
            "{\"version\":1,\"execution\":{\"R_lite\":[{\"rank\":\"%d\",\"children\":{\"core\":"
                    + "\"0\"}}],\"starttime\":1.0,\"expiration\":0.0,\"nodelist\":[\"n[0-9]\"]}}";
    private static final String JOBSPEC =
            "{\"version\":1,\"attributes\":{\"system\":{\"duration\":0}}}";

    /// A scheduler that collects what it is told.
    static final class Scheduler implements Service {
        final Map<Long, RawCall> requests = new LinkedHashMap<>();
        final List<String> told = new ArrayList<>();
        final List<Long> held = new ArrayList<>();
        private final ServiceContext flux;
        private final String mode;

        Scheduler(ServiceContext flux, String mode) {
            this.flux = flux;
            this.mode = mode;
        }

        @Override
        public HandlerTable handlers() {
            return HandlerTable.builder()
                    .onRaw(SchedProtocol.ALLOC.topic(), Access.OWNER, this::alloc)
                    .on(SchedProtocol.CANCEL, call -> told.add("cancel " + call.body().id()))
                    .on(
                            SchedProtocol.FREE,
                            call ->
                                    told.add(
                                            "free "
                                                    + call.body().id()
                                                    + " "
                                                    + call.body().isFinal()))
                    .on(
                            SchedProtocol.PRIORITIZE,
                            call -> told.add("prioritize " + call.body().jobs()))
                    .build();
        }

        private void alloc(RawCall call) {
            Alloc body = call.request().payload().as(Alloc.class);
            requests.put(body.id(), call);
            told.add("alloc " + body.id());
        }

        @Override
        public fluxj.reactor.Promise<Empty> start() {
            flux.rpc()
                    .open(
                            AttachProtocol.SCHED_HELLO,
                            0,
                            new SchedHello(Optional.of(true)),
                            job -> held.add(job.id()),
                            _ -> ready());
            return fluxj.reactor.Promise.of(Empty.EMPTY);
        }

        private void ready() {
            Optional<Integer> limit = mode.equals("limited") ? Optional.of(2) : Optional.empty();
            flux.rpc()
                    .call(AttachProtocol.SCHED_READY, 0, new SchedReady(mode, limit))
                    .then(_ -> {}, error -> told.add("not ready: " + error.getMessage()));
        }

        void answer(long id, AllocReply reply) {
            RawCall call = requests.remove(id);
            if (call == null) {
                throw new IllegalStateException("no request of " + id);
            }
            call.reply(Payload.of(reply));
        }
    }

    /// An execution system that collects what it is told.
    static final class Execution implements Service {
        final Map<Long, RawCall> requests = new LinkedHashMap<>();
        final List<String> told = new ArrayList<>();
        private final ServiceContext flux;

        Execution(ServiceContext flux) {
            this.flux = flux;
        }

        @Override
        public HandlerTable handlers() {
            return HandlerTable.builder()
                    .onRaw(JobExecProtocol.START.topic(), Access.OWNER, this::begin)
                    .on(
                            JobExecProtocol.EXPIRATION,
                            call -> {
                                told.add("expiration " + call.body().expiration());
                                call.reply(Empty.EMPTY);
                            })
                    .build();
        }

        private void begin(RawCall call) {
            Start body = call.request().payload().as(Start.class);
            requests.put(body.id(), call);
            told.add((body.reattach() ? "reattach " : "start ") + body.id());
        }

        @Override
        public fluxj.reactor.Promise<Empty> start() {
            return flux.rpc().call(AttachProtocol.EXEC_HELLO, 0, new ExecHello("job-exec"));
        }

        void tell(Update update) {
            RawCall call = requests.get(update.id());
            if (call == null) {
                throw new IllegalStateException("no request of " + update.id());
            }
            call.reply(Payload.of(update));
        }
    }

    final MemoryKvs kvs;
    final TestBroker broker;
    private final List<Scheduler> schedulers = new ArrayList<>();
    private final List<Execution> executions = new ArrayList<>();
    private final String jobspec;
    private String mode = "unlimited";
    private int tag = 5000;

    /// An instance that begins with this KVS.
    JobManagerFixture(MemoryKvs kvs) {
        this(kvs, Map.of(), JOBSPEC);
    }

    /// The same with plugins and other jobs.
    JobManagerFixture(MemoryKvs kvs, Map<String, Supplier<JobtapPlugin>> analogs, String jobspec) {
        this.kvs = kvs;
        this.jobspec = jobspec;
        broker =
                new TestBroker(
                        ServiceFactory.of("kvs", _ -> kvs),
                        ServiceFactory.of(
                                "job-manager", flux -> new JobManagerService(flux, analogs)),
                        ServiceFactory.of("sched", this::scheduler),
                        ServiceFactory.of("job-exec", this::execution));
        broker.attributes().set("security.owner", Integer.toString(TestBroker.OWNER_UID));
    }

    private Scheduler scheduler(ServiceContext flux) {
        schedulers.add(new Scheduler(flux, mode));
        return schedulers.getLast();
    }

    private Execution execution(ServiceContext flux) {
        executions.add(new Execution(flux));
        return executions.getLast();
    }

    /// Loads the KVS and the job manager alone.
    JobManagerFixture start() {
        load("kvs");
        load("job-manager");
        return this;
    }

    /// Loads the scheduler and the execution system too.
    JobManagerFixture startAll() {
        start();
        load("sched");
        load("job-exec");
        return this;
    }

    JobManagerFixture limited() {
        mode = "limited";
        return this;
    }

    void load(String module) {
        broker.get(broker.modules().load(ModuleSpec.of(module)));
        run();
    }

    void unload(String module) {
        broker.get(broker.modules().remove(module, false));
        run();
    }

    Scheduler sched() {
        return schedulers.getLast();
    }

    Execution exec() {
        return executions.getLast();
    }

    /// Lets everything happen that happens within a second.
    void run() {
        broker.reactor().run();
        broker.reactor().advance(Duration.ofSeconds(1));
    }

    /// Stores what the ingest module stores of a job, and asks for it to be taken.
    ///
    /// @return the matchtag of the request
    int request(long id, int urgency, int flags) {
        kvs.put(new JobId(id).kvs("jobspec"), jobspec);
        JsonObject job =
                JsonObject.builder()
                        .put("id", id)
                        .put("userid", TestBroker.OWNER_UID)
                        .put("urgency", urgency)
                        .put("t_submit", 1.5)
                        .put("flags", flags)
                        .put("jobspec", JsonObject.parse(jobspec))
                        .build();
        return send("job-manager.submit", JsonObject.of("jobs", JsonArray.of(job)), 0);
    }

    /// Submits a job of usual urgency.
    void submit(long id) {
        submit(id, 16, 0);
    }

    void submit(long id, int urgency, int flags) {
        int matchtag = request(id, urgency, flags);
        run();
        JsonObject answer = answer(matchtag).payload().json();
        if (answer.array("errors").orElseThrow().size() > 0) {
            throw new IllegalStateException(answer.toString());
        }
    }

    /// The scheduler gives a job a core of a node.
    void allocate(long id, int rank) {
        JsonObject resources = JsonObject.parse(RESOURCES.formatted(rank));
        kvs.put(new JobId(id).kvs("R"), resources.toString());
        sched().answer(
                        id,
                        AllocReply.success(
                                id,
                                resources,
                                JsonObject.of(
                                        "sched", JsonObject.of("resource_summary", "r" + rank))));
        run();
    }

    /// A job runs to its end.
    void finish(long id) {
        exec().tell(Update.started(id));
        exec().tell(Update.finished(id, 0));
        exec().tell(Update.release(id, "all", true));
        run();
    }

    /// Sends a request without waiting for its answer; its matchtag.
    int send(String topic, JsonObject body, int flags) {
        tag++;
        broker.send(Request.of(topic, Payload.of(body), Message.NODEID_ANY, tag, flags));
        broker.reactor().run();
        return tag;
    }

    /// The answers to a request so far.
    List<Response> answers(int matchtag) {
        List<Response> found = new ArrayList<>();
        for (Message message : broker.received()) {
            if (message instanceof Response response && response.matchtag() == matchtag) {
                found.add(response);
            }
        }
        return found;
    }

    /// The one answer to a request.
    Response answer(int matchtag) {
        List<Response> found = answers(matchtag);
        if (found.size() != 1) {
            throw new IllegalStateException(found.size() + " answers");
        }
        return found.getFirst();
    }

    JsonObject ask(String method, String body) {
        return broker.ask("job-manager." + method, body);
    }

    /// The state of a job as `job-manager.list` has it; 0 when it is not there.
    long state(long id) {
        for (JsonValue job : ask("list", "{\"max_entries\":0}").array("jobs").orElseThrow()) {
            if (((JsonObject) job).whole("id").orElse(0L) == id) {
                return ((JsonObject) job).whole("state").orElse(0L);
            }
        }
        return 0;
    }

    List<String> events(long id) {
        return kvs.events(new JobId(id).kvs("eventlog"));
    }

    static Errno errno(Response response) {
        return response.error().errno();
    }
}
