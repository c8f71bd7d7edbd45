package fluxj.shellplugins;

import fluxj.core.attr.AttrProtocol;
import fluxj.core.broker.BrokerProtocol;
import fluxj.errors.Errno;
import fluxj.format.Idset;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.job.spec.SignedJobspec;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.platform.ProcessSpawner;
import fluxj.platform.WaitStatus;
import fluxj.platform.WallClock;
import fluxj.reactor.Promise;
import fluxj.reactor.Reactor;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.services.jobexec.JobExecProtocol;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.kvs.KvsProtocol;
import fluxj.shell.JobShell;
import fluxj.shell.ShellHost;
import fluxj.shell.spi.ShellHardware;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.sim.SimProcesses;
import fluxj.wire.Credentials;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The shells of one job with their plugins, scripted tasks, and services that do no more than a
/// shell needs.
final class ShellHarness {
    /// The matchtag of a stream that [#open] has opened.
    static final int OPENED = 998;

    static final JobId ID = new JobId(24058527744L);

    /// Four cores of two hardware threads.
    private static final List<Idset> CORES =
            List.of(
                    Idset.of(0).with(4),
                    Idset.of(1).with(5),
                    Idset.of(2).with(6),
                    Idset.of(3).with(7));

    private static final Credentials OWNER = new Credentials(0, Credentials.OWNER);

    final VirtualReactor reactor = new VirtualReactor();
    final List<JobManagerProtocol.Raise> raised = new ArrayList<>();
    final List<Node> nodes = new ArrayList<>();
    private final Map<String, StringBuilder> guest = new LinkedHashMap<>();
    private final List<Runnable> atBarrier = new ArrayList<>();
    private final Map<String, Consumer<Response>> asked = new LinkedHashMap<>();
    private final Map<String, Consumer<Response>> streams = new LinkedHashMap<>();
    private final String jobspec;
    private final String resources;
    private final Path rundir;
    String initrc = "";

    final Map<String, String> brokerEnvironment = new LinkedHashMap<>();

    /// The job's main eventlog, a JSON object each.
    final List<String> eventlog = new ArrayList<>();

    boolean barrierFails;
    int instanceOwner;
    private final List<ShellPluginFactory> plugins = new ArrayList<>(JobShell.installedPlugins());

    /// @param options the JSON text of the shell options
    ShellHarness(Path rundir, int size, int tasks, String program, String options) {
        this(rundir, size, tasks, "\"" + program + "\"", new Attributes(options, ""));
    }

    /// What else stands in `attributes.system`.
    ///
    /// @param options the JSON text of the shell options
    /// @param others JSON text of more members, each with a comma before it
    record Attributes(String options, String others) {}

    /// @param command the JSON text of its words
    ShellHarness(Path rundir, int size, int tasks, String command, Attributes attributes) {
        this.rundir = rundir;
        jobspec =
                """
                {"version":1,"resources":[{"type":"slot","count":%d,"label":"task",
                "with":[{"type":"core","count":1}]}],
                "tasks":[{"command":[%s],"slot":"task","count":{"per_slot":1}}],
                "attributes":{"system":{"duration":0,"environment":{"PATH":"/bin"},
                "shell":{"options":%s}%s}}}"""
                        .formatted(tasks, command, attributes.options(), attributes.others());
        resources =
                """
                {"version":1,"execution":{"R_lite":[{"rank":"%s","children":{"core":"%s"}}],
                "starttime":0.0,"expiration":0.0,"nodelist":["node[%s]"]}}"""
                        .formatted(Idset.upTo(size), Idset.upTo(tasks / size), Idset.upTo(size));
        for (int rank = 0; rank < size; rank++) {
            nodes.add(new Node(rank));
        }
    }

    /// Scripts the program of all nodes.
    ShellHarness program(String name, Function<Integer, SimProcesses.Script> byTaskRank) {
        for (Node node : nodes) {
            node.processes.program(
                    name,
                    request ->
                            byTaskRank.apply(
                                    Integer.parseInt(request.env().get("FLUX_TASK_RANK"))));
        }
        return this;
    }

    /// Gives the shells a plugin more.
    ShellHarness with(ShellPluginFactory plugin) {
        plugins.add(plugin);
        return this;
    }

    /// Starts all shells and lets so much time pass.
    ShellHarness run(Duration time) {
        for (Node node : nodes) {
            reactor.post(node::start);
        }
        reactor.runFor(time);
        return this;
    }

    /// A log as it was written.
    String written(String key) {
        return String.valueOf(guest.get(key));
    }

    /// The events of a log, `name context` each.
    List<String> events(String key) {
        StringBuilder text = guest.get(key);
        if (text == null) {
            return List.of();
        }
        return Eventlog.decode(text.toString().getBytes(StandardCharsets.UTF_8)).stream()
                .map(
                        event ->
                                event.name()
                                        + event.context().map(context -> " " + context).orElse(""))
                .toList();
    }

    /// One broker with its shell.
    final class Node implements ShellHost {
        private final int rank;
        final SimProcesses processes = new SimProcesses(reactor);
        private final RpcClient rpc = new RpcClient(this::send, () -> 0);
        private Consumer<Request> service = _ -> {};
        Optional<WaitStatus> status = Optional.empty();
        final JobShell shell;

        Node(int rank) {
            this.rank = rank;
            shell = new JobShell(this, ID, plugins);
        }

        void start() {
            shell.run().then(end -> status = Optional.of(end), _ -> {});
        }

        private void send(Request request) {
            Request signed = request.withCred(OWNER);
            reactor.post(() -> serve(this, signed));
        }

        private void answer(Request request, Record body) {
            answer(request.respond(body instanceof Empty ? Payload.NONE : Payload.of(body)));
        }

        private void answer(Response response) {
            if (response.matchtag() != 0) {
                reactor.post(() -> rpc.response(response));
            }
        }

        @Override
        public Place place() {
            return new Place(rank, "node" + rank, "local:///nowhere", 0);
        }

        @Override
        public Reactor reactor() {
            return reactor;
        }

        @Override
        public WallClock clock() {
            return () -> 1_700_000_000_500_000L + reactor.nanoTime() / 1000;
        }

        @Override
        public ProcessSpawner processes() {
            return processes;
        }

        @Override
        public RpcClient rpc() {
            return rpc;
        }

        @Override
        public Promise<ShellHardware> hardware() {
            return Promise.of(new ShellHardware("<topology/>", CORES));
        }

        @Override
        public Promise<Optional<Path>> pmiLibrary() {
            return Promise.of(Optional.of(Path.of("/lib/flux/libpmi.so")));
        }

        @Override
        public Promise<Empty> register(String name, Consumer<Request> handler) {
            service = handler;
            return Promise.of(Empty.EMPTY);
        }

        @Override
        public Promise<Empty> unregister(String name) {
            service = _ -> {};
            return Promise.of(Empty.EMPTY);
        }

        @Override
        public void reply(Response response) {
            Consumer<Response> stream = streams.get(response.topic() + response.matchtag());
            if (stream != null) {
                stream.accept(response);
                return;
            }
            Consumer<Response> waiting =
                    asked.remove(response.routes().top() + response.topic() + response.matchtag());
            if (waiting != null) {
                waiting.accept(response);
            }
        }

        @Override
        public Promise<Empty> subscribe(String prefix, Consumer<Event> handler) {
            return Promise.of(Empty.EMPTY);
        }

        @Override
        public Promise<Empty> unsubscribe(String prefix) {
            return Promise.of(Empty.EMPTY);
        }

        @Override
        public void complain(String line) {
            throw new AssertionError(line);
        }
    }

    private void serve(Node from, Request request) {
        String topic = request.topic();
        if (topic.startsWith("0-shell-fdeyF7V.")) {
            String who = "node" + from.rank;
            asked.put(who + topic + request.matchtag(), from::answer);
            nodes.get(request.nodeid()).service.accept(request.pushRoute(who));
        } else if (topic.equals(AttrProtocol.GET.topic())) {
            tellAttribute(from, request);
        } else if (topic.equals(JobInfoProtocol.LOOKUP.topic())) {
            from.answer(
                    request,
                    new JobInfoProtocol.Found(
                            ID.value(), JsonObject.of("J", SignedJobspec.wrap(0, jobspec))));
        } else if (topic.equals(BrokerProtocol.GETENV.topic())) {
            from.answer(request, new BrokerProtocol.Variables(brokerEnvironment));
        } else if (topic.equals(JobInfoProtocol.EVENTLOG_WATCH.topic())) {
            eventlog.forEach(
                    line ->
                            from.answer(
                                    request,
                                    new JobInfoProtocol.EventLine(Optional.of(line + "\n"))));
        } else if (topic.equals(JobInfoProtocol.UPDATE_WATCH.topic())) {
            from.answer(
                    request,
                    new JobInfoProtocol.Updated(
                            Optional.of(JsonObject.parse(resources)), Optional.empty()));
        } else if (topic.equals(KvsProtocol.COMMIT.topic())) {
            commit(request.payload().as(KvsProtocol.Commit.class));
            from.answer(request, new KvsProtocol.Root("sha1-0", 1));
        } else if (topic.equals(JobManagerProtocol.RAISE.topic())) {
            raised.add(request.payload().as(JobManagerProtocol.Raise.class));
            from.answer(request, Empty.EMPTY);
        } else if (topic.equals(JobExecProtocol.SHELL_BARRIER.topic())) {
            enter(from, request);
        }
    }

    private void tellAttribute(Node from, Request request) {
        String name = request.payload().as(AttrProtocol.Name.class).name();
        String value =
                switch (name) {
                    case "security.owner" -> Integer.toString(instanceOwner);
                    case "instance-level" -> "0";
                    case "jobid-path" -> "/";
                    case "rundir" -> rundir.toString();
                    case "conf.shell_initrc" -> initrc;
                    case "conf.shell_pluginpath" -> rundir + "/plugins";
                    default -> "";
                };
        if (value.isEmpty()) {
            from.answer(request.respondError(Errno.ENOENT, ""));
        } else {
            from.answer(request, new AttrProtocol.Value(value, 0));
        }
    }

    private void enter(Node from, Request request) {
        if (barrierFails) {
            from.answer(request.respondError(Errno.EIO, ""));
            return;
        }
        atBarrier.add(() -> from.answer(request, Empty.EMPTY));
        if (atBarrier.size() == nodes.size()) {
            List<Runnable> all = List.copyOf(atBarrier);
            atBarrier.clear();
            all.forEach(Runnable::run);
        }
    }

    private void commit(KvsProtocol.Commit commit) {
        if (!commit.namespace().equals("job-" + ID.dec())) {
            throw new AssertionError(commit.namespace());
        }
        for (JsonValue each : commit.ops()) {
            if (each instanceof JsonObject op) {
                String data = op.object("dirent").orElseThrow().text("data").orElseThrow();
                guest.computeIfAbsent(op.text("key").orElseThrow(), _ -> new StringBuilder())
                        .append(
                                new String(
                                        Base64.getDecoder().decode(data), StandardCharsets.UTF_8));
            }
        }
    }

    /// Opens a stream of the shells' service as the owner would.
    ///
    /// @return all that is answered, as it comes
    List<Response> open(int node, String method, Record body) {
        List<Response> answers = new ArrayList<>();
        String topic = "0-shell-fdeyF7V." + method;
        Request request =
                Request.of(topic, Payload.of(body), node, OPENED, Message.STREAMING)
                        .withCred(OWNER)
                        .pushRoute("tester");
        streams.put(topic + OPENED, answers::add);
        nodes.get(node).service.accept(request);
        return answers;
    }

    /// Asks the shells' service as the owner would.
    List<Response> ask(int node, String method, Record body) {
        List<Response> answers = new ArrayList<>();
        String topic = "0-shell-fdeyF7V." + method;
        Request request =
                Request.of(topic, Payload.of(body), node, 999, 0)
                        .withCred(OWNER)
                        .pushRoute("tester");
        asked.put("tester" + topic + 999, answers::add);
        nodes.get(node).service.accept(request);
        return answers;
    }

    /// The status of each node's shell; empty while it runs.
    List<Optional<WaitStatus>> statuses() {
        return nodes.stream().map(node -> node.status).toList();
    }
}
