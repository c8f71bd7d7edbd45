package fluxj.services.jobexec;

import fluxj.core.broker.BrokerProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.platform.Signum;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Access;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.RawCall;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.jobexec.JobExecProtocol.CriticalRanks;
import fluxj.services.jobexec.JobExecProtocol.ExecView;
import fluxj.services.jobexec.JobExecProtocol.Expiration;
import fluxj.services.jobexec.JobExecProtocol.JobStats;
import fluxj.services.jobexec.JobExecProtocol.OverrideEvent;
import fluxj.services.jobexec.JobExecProtocol.ShellBarrier;
import fluxj.services.jobexec.JobExecProtocol.Start;
import fluxj.services.jobexec.JobExecProtocol.Stats;
import fluxj.services.jobexec.JobExecProtocol.Update;
import fluxj.services.jobmanager.AttachProtocol;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Runs jobs (spec services 12): takes them from the job manager and tells it what becomes of them.
public final class JobExecService implements Service {
    private static final String EXEC_PATH = "FLUX_EXEC_PATH";
    private static final String SHELL_PATH = "shell_path";
    private static final String DEFAULT_CWD = "/tmp";

    /// Debug bit: changes of expiration fail.
    private static final int FAIL_EXPIRATION = 1;

    private final ServiceContext flux;
    private final ExecContext context;
    private final long owner;
    private final Map<Long, JobRun> jobs = new LinkedHashMap<>();
    private ExecSettings settings;

    /// Not started yet.
    public JobExecService(ServiceContext flux) {
        this.flux = flux;
        context = ExecContext.of(flux);
        owner = Long.parseLong(flux.attributes().get("security.owner").orElse("0"));
        settings = ExecSettings.of(JsonObject.EMPTY, List.of(), ShellPrograms.NONE);
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(JobExecProtocol.class)
                .onRaw(JobExecProtocol.START.topic(), JobExecProtocol.START.access(), this::start)
                .on(JobExecProtocol.EXPIRATION, this::expiration)
                .on(JobExecProtocol.CRITICAL_RANKS, this::criticalRanks)
                .onRaw(
                        JobExecProtocol.SHELL_BARRIER.topic(),
                        JobExecProtocol.SHELL_BARRIER.access(),
                        this::barrier)
                .on(JobExecProtocol.OVERRIDE, this::override)
                .on(JobExecProtocol.STATS_GET, call -> call.reply(stats()))
                .onRaw("job-exec.config-reload", Access.OWNER, this::reload)
                .onEvent(JobManagerProtocol.EXCEPTION_TOPIC, this::exception)
                .build();
    }

    // --- beginning and end

    @Override
    public Promise<Empty> start() {
        return builtinShell()
                .flatMap(
                        shell -> {
                            configure(flux.config(), ShellPrograms.with(shell));
                            flux.subscribe(JobManagerProtocol.EXCEPTION_TOPIC);
                            return flux.rpc()
                                    .call(
                                            AttachProtocol.EXEC_HELLO,
                                            Message.NODEID_ANY,
                                            new AttachProtocol.ExecHello(flux.name()));
                        });
    }

    /// flux-core's job shell; empty where there is no flux-core, or where the broker does not run
    /// in the environment of its `flux`, without which that shell does not find its own files.
    private Promise<String> builtinShell() {
        if (flux.variables().getOrDefault(EXEC_PATH, "").isEmpty()) {
            return Promise.of("");
        }
        Deferred<String> found = new Deferred<>();
        JsonArray keys = JsonArray.ofTexts(List.of(SHELL_PATH));
        flux.rpc()
                .call(BrokerProtocol.CONF_BUILTIN, flux.rank(), new BrokerProtocol.Keys(keys))
                .then(
                        paths -> found.complete(paths.values().getOrDefault(SHELL_PATH, "")),
                        error -> {
                            if (error.errno().equals(Errno.EINVAL)) {
                                found.complete("");
                            } else {
                                found.fail(error);
                            }
                        });
        return found;
    }

    private void configure(JsonObject configuration, ShellPrograms programs) {
        try {
            settings = ExecSettings.of(configuration, flux.arguments(), programs);
        } catch (FluxException e) {
            flux.log().err("error parsing config: " + e.text());
            throw e;
        }
    }

    private void reload(RawCall call) {
        configure(call.request().payload().json(), settings.programs());
        call.reply(Payload.NONE);
    }

    /// Jobs that run are kept for the next module of this kind.
    @Override
    public Promise<Empty> stop() {
        Promise<Empty> all = Promise.of(Empty.EMPTY);
        for (JobRun job : jobs.values()) {
            Promise<Empty> kept = job.leave();
            all = all.flatMap(_ -> settled(job, kept));
        }
        return all;
    }

    private Promise<Empty> settled(JobRun job, Promise<Empty> kept) {
        Deferred<Empty> done = new Deferred<>();
        kept.then(
                done::complete,
                error -> {
                    flux.log()
                            .err(
                                    "failed to graft guest namespace of "
                                            + job.machine().job()
                                            + ": "
                                            + error.getMessage());
                    done.complete(Empty.EMPTY);
                });
        return done;
    }

    // --- jobs

    /// An error response would end all dealings with the job manager: only a request that nobody
    /// can make out gets one.
    private void start(RawCall call) {
        Start start = call.request().payload().as(Start.class);
        JobFacts facts;
        try {
            facts = JobFacts.of(start, owner, context.ascii());
        } catch (FormatException e) {
            flux.log().err("reading R: " + e.getMessage());
            throw new FluxException(Errno.EINVAL);
        }
        long id = start.id();
        if (jobs.containsKey(id)) {
            String note = "failed to hash job: " + Errno.EEXIST.text();
            call.reply(Payload.of(Update.exception(id, 0, "exec", note)));
            call.reply(Payload.of(Update.release(id, "all", true)));
            return;
        }
        JobRun job = new JobRun(context, facts, settings, call, () -> jobs.remove(id));
        jobs.put(id, job);
        job.machine().begin();
    }

    private JobRun find(long id, String text) {
        JobRun job = jobs.get(id);
        if (job == null) {
            throw new FluxException(Errno.ENOENT, text);
        }
        return job;
    }

    private void exception(Event event) {
        JobManagerProtocol.ExceptionNotice raised =
                event.payload().as(JobManagerProtocol.ExceptionNotice.class);
        JobRun job = jobs.get(raised.id());
        if (raised.severity() == 0 && job != null) {
            job.machine().exception(raised.type(), raised.waitStatus());
        }
    }

    private void expiration(Call<Expiration, Empty> call) {
        if (flux.isDebugging(FAIL_EXPIRATION)) {
            throw new FluxException(Errno.EINVAL);
        }
        JobRun job = find(call.body().id(), "");
        job.machine().expireAt(call.body().expiration());
        flux.log()
                .debug(
                        String.format(
                                Locale.ROOT,
                                "updated expiration of %s to %.2f",
                                job.machine().job(),
                                call.body().expiration()));
        call.reply(Empty.EMPTY);
    }

    private void criticalRanks(Call<CriticalRanks, Empty> call) {
        JobRun job = find(call.body().id(), "");
        if (!call.from().mayActFor((int) job.machine().job().userid())) {
            throw new FluxException(Errno.EPERM);
        }
        Idset ranks;
        try {
            ranks = Idset.parse(call.body().ranks());
        } catch (FormatException e) {
            throw new FluxException(Errno.EINVAL, String.valueOf(e.getMessage()));
        }
        job.machine().setCritical(ranks);
        call.reply(Empty.EMPTY);
    }

    private void barrier(RawCall call) {
        try {
            ShellBarrier body = call.request().payload().as(ShellBarrier.class);
            JobRun job = find(body.id(), "job not found");
            if (!call.request().cred().mayActFor((int) job.machine().job().userid())) {
                throw new FluxException(Errno.EPERM);
            }
            job.enterBarrier(call, body.rank());
        } catch (FluxException e) {
            BarrierReply.send(call, Optional.of(e.errno()), e.text());
        }
    }

    private void override(Call<OverrideEvent, Empty> call) {
        JobRun job = find(call.body().id(), "Job not found");
        if (call.from().userid() != (int) job.machine().job().userid()) {
            throw new FluxException(Errno.EPERM, "Permission denied");
        }
        job.override(call.body());
        call.reply(Empty.EMPTY);
    }

    // --- what is shown

    private Stats stats() {
        Map<String, JobStats> shown = new LinkedHashMap<>();
        for (JobRun job : new ArrayList<>(jobs.values())) {
            shown.put(job.machine().job().name(), job.stats());
        }
        return new Stats(
                settings.method(),
                settings.killTimeout(),
                Signum.name(settings.termSignal()),
                Signum.name(settings.killSignal()),
                settings.maxKillCount(),
                settings.maxKillTimeout().orElse(-1.0),
                settings.effectiveMaxKillTimeout(),
                shown,
                view());
    }

    private ExecView view() {
        JsonObject properties = settings.sdexecProperties();
        return new ExecView(
                DEFAULT_CWD,
                settings.jobShell().orElse(ExecSettings.JOB_SHELL),
                settings.imp(),
                settings.service(),
                settings.barrierTimeout(),
                settings.shellExitTimeout(),
                settings.sdexecStopTimerSec(),
                settings.sdexecStopTimerSignal(),
                settings.constrainsResources() ? 1 : 0,
                Optional.<JsonValue>of(properties).filter(_ -> !properties.keys().isEmpty()));
    }
}
