package fluxj.coral2.pals;

import fluxj.coral2.pals.PalsProtocol.Holder;
import fluxj.coral2.pals.PalsProtocol.Ports;
import fluxj.coral2.pals.PortBook.Held;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.job.Eventlog;
import fluxj.job.JobState;
import fluxj.jobtap.Callers;
import fluxj.jobtap.JobActions;
import fluxj.jobtap.JobView;
import fluxj.jobtap.JobtapContext;
import fluxj.jobtap.JobtapPlugin;
import fluxj.jobtap.PluginRequest;
import fluxj.jobtap.StateChange;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Gives each job on more than one node two ports for Cray MPI's control network and a secret, as
/// an event that the shell reads, and takes the ports back when the job ends (spec coral2 2).
///
/// Jobs that have ports when it is loaded keep them: they are in their eventlogs.
final class PortDistributor implements JobtapPlugin {
    private static final String WAITING = "cray-pmi-bootstrap-wait";
    private static final int WARNING = 4;

    private final PortVersion named;
    private final SharedPorts shared;
    private JobtapContext context;
    private PortSettings settings;
    private PortBook book;
    private boolean joined;

    PortDistributor(PortVersion named, SharedPorts shared) {
        this.named = named;
        this.shared = shared;
    }

    @Override
    public String name() {
        return named.fileName();
    }

    @Override
    public void load(JobtapContext jobtap) {
        context = jobtap;
        try {
            settings = PortSettings.of(context.conf(), named);
            book = shared.join(settings);
        } catch (FluxException e) {
            context.log().err(prefix() + e.getMessage());
            throw e;
        }
        joined = true;
        if (!settings.isRangeGiven()) {
            context.log()
                    .notice(
                            prefix()
                                    + "Port range not specified in config with port-min and"
                                    + " port-max. Using defaults of 11000 and 12000.");
        }
        context.serve("ports", Callers.USERS, this::ports);
    }

    @Override
    public void unload() {
        if (joined) {
            shared.leave();
        }
    }

    private String prefix() {
        return named.title() + ": ";
    }

    @Override
    public void accepted(JobView job, JobActions actions) {
        if (job.state() != JobState.RUN) {
            return;
        }
        for (Eventlog.Event event : job.eventlog()) {
            if (PortVersion.ofEvent(event.name()).isPresent()) {
                recover(job, event);
            }
        }
        boolean isWaiting = job.isHeldByProlog(WAITING);
        if (isWaiting || settings.version().prolog().filter(job::isHeldByProlog).isPresent()) {
            distribute(job, actions, true);
        }
    }

    private void recover(JobView job, Eventlog.Event event) {
        JsonObject found = event.context().orElse(JsonObject.EMPTY);
        List<Integer> ports = new ArrayList<>();
        for (JsonValue port : found.array("ports").orElse(JsonArray.EMPTY)) {
            if (port instanceof JsonValue.Whole(long number) && number > 0 && number < 65_536) {
                ports.add((int) number);
            }
        }
        if (ports.size() != 2) {
            context.log().err(prefix() + "Malformed " + event.name() + " event");
            return;
        }
        book.recover(
                job.id(), new Held(ports, found.whole("random_integer").orElse(0L), hosts(job)));
    }

    /// The host of each rank; several ranks may be on one.
    private static Hostlist hosts(JobView job) {
        JsonArray nodelist =
                job.resources()
                        .flatMap(resources -> resources.object("execution"))
                        .flatMap(execution -> execution.array("nodelist"))
                        .orElseThrow(() -> new FluxException(Errno.EINVAL, "no nodelist in R"));
        Hostlist.Builder hosts = Hostlist.builder();
        try {
            for (JsonValue each : nodelist) {
                if (each instanceof JsonValue.Text(String text)) {
                    hosts.addAll(Hostlist.parse(text));
                }
            }
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, "nodelist in R: " + e.getMessage());
        }
        return hosts.build();
    }

    @Override
    public void enterRun(JobView job, StateChange change, JobActions actions) {
        settings.version().prolog().ifPresent(actions::startProlog);
        distribute(job, actions, false);
    }

    /// @param isHeld true when the job is held by an action that must end in any case
    private void distribute(JobView job, JobActions actions, boolean isHeld) {
        Hostlist hosts;
        try {
            hosts = hosts(job);
        } catch (FluxException e) {
            finish(job, actions, 1);
            throw e;
        }
        if (hosts.size() < 2) {
            finish(job, actions, 0);
            return;
        }
        Optional<Held> held =
                book.held(job.id()).or(() -> book.give(job.id(), hosts, context.random()));
        if (held.isPresent()) {
            tell(job, held.get(), actions);
            finish(job, actions, 0);
        } else {
            exhausted(job, hosts, actions, isHeld);
        }
    }

    private void tell(JobView job, Held held, JobActions actions) {
        if (!job.hasPosted(settings.version().event())) {
            actions.post(
                    settings.version().event(),
                    JsonObject.builder()
                            .put(
                                    "ports",
                                    JsonArray.of(
                                            JsonValue.of(held.ports().get(0)),
                                            JsonValue.of(held.ports().get(1))))
                            .put("random_integer", held.secret())
                            .build());
        }
    }

    /// Ends the actions that hold a job.
    private void finish(JobView job, JobActions actions, int status) {
        Optional<String> prolog = settings.version().prolog();
        if (prolog.isPresent()) {
            actions.finishProlog(prolog.get(), status);
        }
        if (job.isHeldByProlog(WAITING)) {
            actions.finishProlog(WAITING, status);
        }
    }

    private void exhausted(JobView job, Hostlist hosts, JobActions actions, boolean isHeld) {
        String reason = "all ports from " + settings.min() + " are in use on its hosts";
        switch (settings.exhaustion()) {
            case START -> {
                context.log().err(prefix() + "Failed to post ports to job: " + Errno.ENOENT.text());
                actions.raise(named.title(), WARNING, "job starts without ports: " + reason);
                finish(job, actions, 1);
            }
            case HOLD -> {
                context.log().warning(prefix() + "job is held: " + reason);
                if (!isHeld && settings.version().prolog().isEmpty()) {
                    actions.startProlog(WAITING);
                }
                book.await(
                        job.id(),
                        hosts,
                        context.random(),
                        held -> {
                            tell(job, held, actions);
                            finish(job, actions, 0);
                        });
            }
            case EXCEPTION -> {
                context.log().err(prefix() + "job is ended: " + reason);
                actions.raise(named.title(), 0, reason);
                finish(job, actions, 1);
            }
        }
    }

    @Override
    public void enterCleanup(JobView job, StateChange change, JobActions actions) {
        boolean isWaiting = book.waiting().contains(job.id());
        book.leave(job.id());
        if (isWaiting) {
            finish(job, actions, 1);
        }
    }

    private void ports(PluginRequest request) {
        List<Holder> holders = new ArrayList<>();
        book.holders()
                .forEach(
                        (id, held) ->
                                holders.add(
                                        new Holder(
                                                id,
                                                held.ports(),
                                                held.hosts().toString(),
                                                context.job(id)
                                                        .map(JobView::state)
                                                        .filter(JobState.RUN::equals)
                                                        .isPresent())));
        PortPool pool = book.pool();
        request.reply(
                new Ports(
                        pool.min(), pool.max(), pool.free(), pool.lost(), holders, book.waiting()));
    }
}
