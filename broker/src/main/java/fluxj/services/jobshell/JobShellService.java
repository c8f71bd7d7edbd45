package fluxj.services.jobshell;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.JobId;
import fluxj.platform.HostFacts;
import fluxj.platform.ProcessSpawner;
import fluxj.platform.ProcessTable;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.StreamCall;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.jobshell.JobShellProtocol.Ended;
import fluxj.services.rexec.RexecProtocol.Exec;
import fluxj.services.rexec.RexecProtocol.Kill;
import fluxj.services.rexec.RexecProtocol.Listing;
import fluxj.services.rexec.RexecProtocol.News;
import fluxj.services.rexec.RexecProtocol.Running;
import fluxj.shell.HostQuery;
import fluxj.shell.JobShell;
import fluxj.shell.ShellHost;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.subprocess.Command;
import fluxj.subprocess.IoObject;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs job shells on the broker's reactor.
public final class JobShellService implements Service {
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(5);

    private record Entry(JobId job, JobShell shell) {}

    private final ServiceContext flux;
    private final ProcessSpawner processes;
    private final HostFacts host;
    private final Switchboard switchboard = new Switchboard();
    private final BrokerHost.Facts facts;
    private final Optional<JobSweep> sweep;
    private final Map<Integer, Entry> shells = new LinkedHashMap<>();
    private @Nullable List<ShellPluginFactory> plugins;
    private Deferred<Empty> idle = new Deferred<>();
    private int lastNumber;

    /// Not started yet.
    ///
    /// @param processes starts the tasks
    /// @param table where what they leave behind is found
    public JobShellService(
            ServiceContext flux,
            ProcessSpawner processes,
            HostFacts host,
            Optional<ProcessTable> table) {
        this.flux = flux;
        this.processes = processes;
        this.host = host;
        sweep = table.map(all -> new JobSweep(flux, all));
        facts =
                new BrokerHost.Facts(
                        new AskedOnce<>(() -> HostQuery.hardware(flux.rpc(), flux.reactor())),
                        new AskedOnce<>(() -> HostQuery.pmiLibrary(flux.rpc())));
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(JobShellProtocol.class)
                .on(JobShellProtocol.EXEC, this::exec)
                .on(JobShellProtocol.KILL, this::kill)
                .on(JobShellProtocol.LIST, this::list)
                .on(JobShellProtocol.SWEEP, this::sweep)
                .build();
    }

    @Override
    public boolean intercept(Message message) {
        return switchboard.pass(message);
    }

    private void exec(StreamCall<Exec, News> call) {
        List<String> words = Command.parse(call.body().cmd()).cmdline();
        if (words.isEmpty()) {
            throw new FluxException(Errno.EPROTO, "command string is empty");
        }
        JobId job = JobId.parse(words.getLast());
        int number = ++lastNumber;
        JobShell shell = new JobShell(world(), job, plugins());
        Entry entry = new Entry(job, shell);
        shells.put(number, entry);
        call.send(news("started", number, Optional.empty(), Optional.empty()));
        Promise<WaitStatus> end = shell.run();
        call.onClosed(
                () -> {
                    if (!end.isDone()) {
                        shell.signal(Signum.SIGKILL);
                    }
                });
        end.then(
                status -> {
                    ended(number, entry);
                    // A shell says nothing on streams, and whoever counts them wants to hear so.
                    for (String stream : List.of("stdout", "stderr")) {
                        call.send(
                                news(
                                        "output",
                                        number,
                                        Optional.of(IoObject.end(stream, flux.rank())),
                                        Optional.empty()));
                    }
                    call.send(
                            news("finished", number, Optional.empty(), Optional.of(status.raw())));
                    call.end();
                },
                call::fail);
    }

    private static News news(
            String type, int number, Optional<IoObject> io, Optional<Integer> status) {
        return new News(type, Optional.of(number), io, Optional.empty(), status, Optional.empty());
    }

    private ShellHost world() {
        return new BrokerHost(
                new ShellHost.Place(
                        flux.rank(),
                        host.hostname(),
                        flux.attributes().get("local-uri").orElse(""),
                        host.uid()),
                flux,
                processes,
                switchboard,
                facts);
    }

    private List<ShellPluginFactory> plugins() {
        List<ShellPluginFactory> found = plugins;
        if (found == null) {
            found = JobShell.installedPlugins();
            plugins = found;
        }
        return found;
    }

    private void ended(int number, Entry entry) {
        shells.remove(number);
        entry.shell()
                .rank()
                .ifPresent(rank -> sweep.ifPresent(each -> each.ended(entry.job(), rank)));
        if (shells.isEmpty()) {
            idle.complete(Empty.EMPTY);
            idle = new Deferred<>();
        }
    }

    private void kill(Call<Kill, Empty> call) {
        Entry entry = shells.get(call.body().pid());
        if (entry == null) {
            throw new FluxException(
                    Errno.ESRCH, "pid " + call.body().pid() + " does not belong to any job shell");
        }
        entry.shell().signal(call.body().signum());
        call.reply(Empty.EMPTY);
    }

    private void sweep(Call<Ended, Empty> call) {
        sweep.ifPresent(each -> each.ended(new JobId(call.body().id()), call.body().shellRank()));
        call.reply(Empty.EMPTY);
    }

    private void list(Call<Empty, Listing> call) {
        List<Running> lines = new ArrayList<>();
        shells.forEach(
                (number, entry) ->
                        lines.add(
                                new Running(
                                        number,
                                        JobShellProtocol.SERVICE + " " + entry.job().dec(),
                                        "",
                                        "R")));
        call.reply(new Listing(flux.rank(), lines));
    }

    /// Jobs do not outlive the broker that their tasks talk to.
    @Override
    public Promise<Empty> stop() {
        return endShells().flatMap(_ -> sweep.map(JobSweep::sweep).orElse(Promise.of(Empty.EMPTY)));
    }

    private Promise<Empty> endShells() {
        if (shells.isEmpty()) {
            return Promise.of(Empty.EMPTY);
        }
        Deferred<Empty> over = new Deferred<>();
        Timer timer = flux.reactor().after(SHUTDOWN_LIMIT, () -> over.complete(Empty.EMPTY));
        idle.then(over::complete, over::fail);
        over.then(_ -> timer.cancel(), _ -> timer.cancel());
        List.copyOf(shells.values()).forEach(entry -> entry.shell().signal(Signum.SIGKILL));
        return over;
    }
}
