package fluxj.broker;

import static fluxj.module.StartRow.builtin;
import static fluxj.module.StartRow.module;

import fluxj.coral2.dws.DwsPlugins;
import fluxj.coral2.pals.PalsPlugins;
import fluxj.coral2.slingshot.SlingshotPlugins;
import fluxj.core.config.ConfigFiles;
import fluxj.core.config.ConfigService;
import fluxj.jobtap.JobtapPlugin;
import fluxj.module.StartRow;
import fluxj.module.StartTable;
import fluxj.platform.SparseFiles;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.services.content.ContentService;
import fluxj.services.contentfiles.ContentFilesService;
import fluxj.services.contentsqlite.ContentSqliteService;
import fluxj.services.cron.CronService;
import fluxj.services.groups.GroupsService;
import fluxj.services.heartbeat.HeartbeatService;
import fluxj.services.jobexec.JobExecService;
import fluxj.services.jobinfo.JobInfoService;
import fluxj.services.jobingest.JobIngestService;
import fluxj.services.joblist.JobListService;
import fluxj.services.jobmanager.JobManagerService;
import fluxj.services.jobshell.JobShellService;
import fluxj.services.kvs.KvsService;
import fluxj.services.kvswatch.KvsWatchService;
import fluxj.services.resource.ResourceService;
import fluxj.services.rexec.RexecService;
import fluxj.services.schedsimple.SchedSimpleService;
import fluxj.subprocess.SubprocessServer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// The start table of a broker: a new service is one row here. Constructors stand in lambdas, not
/// in method references, so that a service's class is loaded when it is first started.
final class BrokerModules {
    private BrokerModules() {}

    /// @param subprocesses the server behind `rexec`
    /// @param overlay makes the module `overlay`
    static StartTable table(
            BrokerPlatform platform,
            ConfigFiles config,
            SubprocessServer subprocesses,
            Function<ServiceContext, Service> overlay) {
        List<StartRow> rows =
                new ArrayList<>(
                        List.of(
                                builtin("config", flux -> new ConfigService(flux, config)),
                                builtin(platform.connector()),
                                builtin("groups", flux -> new GroupsService(flux)),
                                builtin("rexec", flux -> new RexecService(flux, subprocesses)),
                                builtin(
                                        "job-shell",
                                        flux ->
                                                new JobShellService(
                                                        flux,
                                                        platform.processes(),
                                                        platform.host(),
                                                        platform.processTable())),
                                builtin("overlay", overlay)));
        rows.addAll(loadable(platform.sparseFiles()));
        return new StartTable(rows);
    }

    /// What rc1 loads.
    static List<StartRow> loadable(SparseFiles sparseFiles) {
        return List.of(
                module("heartbeat", flux -> new HeartbeatService(flux)),
                module("content", flux -> new ContentService(flux, sparseFiles)).needs("heartbeat"),
                module("content-sqlite", flux -> new ContentSqliteService(flux))
                        .onLeader()
                        .provides("content-backing")
                        .needs("content"),
                module("content-files", flux -> new ContentFilesService(flux))
                        .onLeader()
                        .provides("content-backing")
                        .needs("content"),
                module("kvs", flux -> new KvsService(flux))
                        .needs("heartbeat", "content", "content-backing"),
                module("kvs-watch", flux -> new KvsWatchService(flux)).needs("kvs"),
                module("resource", flux -> new ResourceService(flux)).needs("kvs-watch"),
                module("job-manager", flux -> new JobManagerService(flux, plugins()))
                        .onLeader()
                        .needs("kvs", "kvs-watch", "resource"),
                module("job-info", flux -> new JobInfoService(flux)).needs("kvs", "kvs-watch"),
                module("job-list", flux -> new JobListService(flux))
                        .onLeader()
                        .needs("job-manager"),
                module("job-ingest", flux -> new JobIngestService(flux))
                        .needs("kvs", "job-manager"),
                module("job-exec", flux -> new JobExecService(flux))
                        .onLeader()
                        .needs("kvs", "job-manager"),
                module("sched-simple", flux -> new SchedSimpleService(flux))
                        .onLeader()
                        .provides("sched")
                        .needs("resource", "job-manager"),
                module("cron", flux -> new CronService(flux))
                        .onLeader()
                        .needs("heartbeat")
                        .arguments("sync=heartbeat.pulse"));
    }

    /// The job manager's plugins that do not belong to it.
    private static Map<String, Supplier<JobtapPlugin>> plugins() {
        Map<String, Supplier<JobtapPlugin>> all = new LinkedHashMap<>(PalsPlugins.ofInstance());
        all.putAll(SlingshotPlugins.ofInstance());
        all.putAll(DwsPlugins.ofInstance());
        return all;
    }
}
