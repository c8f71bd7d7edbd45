package fluxj.cli.main;

import fluxj.cli.ColourOption;
import fluxj.cli.PicocliProgram;
import fluxj.cli.Program;
import fluxj.cli.Words;
import fluxj.cli.archive.ArchiveCommands;
import fluxj.cli.archive.DumpCommand;
import fluxj.cli.archive.FsckCommand;
import fluxj.cli.archive.GcCommand;
import fluxj.cli.archive.RestoreCommand;
import fluxj.cli.batch.AllocCommand;
import fluxj.cli.batch.BatchCommand;
import fluxj.cli.broker.DmesgCommand;
import fluxj.cli.broker.EventCommands;
import fluxj.cli.broker.GetattrCommand;
import fluxj.cli.broker.LoggerCommand;
import fluxj.cli.broker.LsattrCommand;
import fluxj.cli.broker.PingCommand;
import fluxj.cli.broker.SetattrCommand;
import fluxj.cli.broker.ShutdownCommand;
import fluxj.cli.broker.StartlogCommand;
import fluxj.cli.broker.UptimeCommand;
import fluxj.cli.config.ConfigCommands;
import fluxj.cli.content.ContentCommands;
import fluxj.cli.cron.CronCommands;
import fluxj.cli.dws.DwsCommand;
import fluxj.cli.dws.RabbitSimCommand;
import fluxj.cli.exec.ExecCommand;
import fluxj.cli.exec.SprocCommands;
import fluxj.cli.job.BulkSubmitCommand;
import fluxj.cli.job.CancelCommand;
import fluxj.cli.job.RunCommand;
import fluxj.cli.job.SubmitCommand;
import fluxj.cli.job.WatchCommand;
import fluxj.cli.jobs.JobsCommand;
import fluxj.cli.jobs.PgrepCommand;
import fluxj.cli.jobs.PkillCommand;
import fluxj.cli.jobs.PstreeCommand;
import fluxj.cli.jobtap.HousekeepingCommands;
import fluxj.cli.jobtap.JobtapCommands;
import fluxj.cli.jobtap.PalsCommands;
import fluxj.cli.jobtap.PostJobEventCommand;
import fluxj.cli.jobtap.UpdateCommand;
import fluxj.cli.kvs.KvsCommands;
import fluxj.cli.module.ModuleCommands;
import fluxj.cli.module.ModuleStatsCommand;
import fluxj.cli.overlay.OverlayCommands;
import fluxj.cli.pmi.PmiCommands;
import fluxj.cli.proxy.ProxyCommand;
import fluxj.cli.proxy.RelayCommand;
import fluxj.cli.proxy.UriCommand;
import fluxj.cli.queue.QueueCommands;
import fluxj.cli.rabbit.Dws2jgfCommand;
import fluxj.cli.rabbit.GetrabbitCommand;
import fluxj.cli.rabbit.RabbitCommands;
import fluxj.cli.rabbit.RabbitmappingCommand;
import fluxj.cli.resource.ConfiguredResources;
import fluxj.cli.resource.RCommands;
import fluxj.cli.resource.ResourceCommands;
import fluxj.cli.shell.ShellCommand;
import fluxj.cli.slingshot.SlingshotCommands;
import fluxj.cli.start.StartCommand;
import fluxj.cli.top.TopCommand;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// The commands by name. A command is one line here and one class; the class is loaded when the
/// command is used, so that no command pays for another.
public final class Commands {
    private final Map<String, CommandEntry> entries = new LinkedHashMap<>();

    public Commands() {
        add("alloc", "Allocate resources and start a new Flux instance", AllocCommand::program);
        add(
                "archive",
                "Flux KVS file archive utility",
                () ->
                        PicocliProgram.ofGroup(ArchiveCommands::group)
                                .spelling(ArchiveCommands::withValuesSpelledOut));
        add("batch", "Submit a batch script to Flux", BatchCommand::program);
        add("bench", "Measure against flux-core", () -> PicocliProgram.of(BenchCommand::new));
        add("broker", "Invoke Flux message broker daemon", BrokerProgram::new);
        add("bulksubmit", "Enqueue jobs in bulk", BulkSubmitCommand::program);
        add(
                "cancel",
                "Cancel one or more jobs",
                () -> PicocliProgram.of(CancelCommand::new).withArgparseErrors());
        add(
                "completion",
                "Print a completion script for bash",
                () -> new CompletionProgram(entries.values()));
        add("config", "Manage configuration", () -> PicocliProgram.ofGroup(ConfigCommands::group));
        add(
                "content",
                "Access content store",
                () -> PicocliProgram.ofGroup(ContentCommands::group));
        add(
                "cron",
                "Schedule and manage cron-like jobs",
                () -> PicocliProgram.ofGroup(CronCommands::group));
        add(
                "dmesg",
                "Print or control log ring buffer",
                () -> PicocliProgram.of(DmesgCommand::new).spelling(ColourOption::spelledOut));
        add(
                "dump",
                "Dump KVS snapshot to a portable archive format",
                () -> PicocliProgram.of(DumpCommand::new));
        add(
                "dws",
                "Serve jobs with storage on rabbits",
                () -> PicocliProgram.of(DwsCommand::new).withArgparseErrors());
        add(
                "dws2jgf",
                "Print the graph of a machine with rabbits",
                () ->
                        PicocliProgram.of(
                                        console ->
                                                new Dws2jgfCommand(
                                                        console,
                                                        path -> new ConfiguredResources(path).r()))
                                .withArgparseErrors());
        add(
                "env",
                "Print the flux environment or execute a command inside it",
                () -> PicocliProgram.launcher(EnvCommand::new));
        add(
                "event",
                "Publish and subscribe to events",
                () -> PicocliProgram.ofGroup(EventCommands::group));
        add(
                "exec",
                "Execute processes across flux ranks",
                () -> PicocliProgram.launcher(ExecCommand::new));
        add(
                "fsck",
                "Check integrity of content store data",
                () -> PicocliProgram.of(FsckCommand::new));
        add(
                "gc",
                "Online garbage collection for KVS content",
                () -> PicocliProgram.of(GcCommand::new));
        add(
                "getrabbit",
                "Map compute nodes to rabbits and vice versa",
                () -> PicocliProgram.of(GetrabbitCommand::new).withArgparseErrors());
        add("getattr", "Get broker attribute", () -> PicocliProgram.of(GetattrCommand::new));
        add(
                "keygen",
                "Generate keys for Flux security",
                () -> PicocliProgram.of(KeygenCommand::new));
        add("help", "Show the commands, or one of them", () -> new HelpProgram(entries));
        add(
                "hostlist",
                "Fetch, combine, and manipulate hostlists",
                () -> PicocliProgram.of(HostlistCommand::new).withArgparseErrors());
        add(
                "housekeeping",
                "List and manipulate housekeeping tasks",
                () -> PicocliProgram.ofGroup(HousekeepingCommands::group).withArgparseErrors());
        add(
                "job",
                "Get job status, info, etc",
                () -> PicocliProgram.ofGroup(JobGroup::group).spelling(ColourOption::spelledOut));
        add(
                "jobtap",
                "Manage jobtap plugins",
                () -> PicocliProgram.ofGroup(JobtapCommands::group).withArgparseErrors());
        add(
                "jobs",
                "List jobs submitted to Flux",
                () ->
                        PicocliProgram.of(JobsCommand::new)
                                .spelling(JobsCommand::spelledOut)
                                .withArgparseErrors());
        add(
                "kvs",
                "Access the Flux key-value store",
                () ->
                        PicocliProgram.ofGroup(KvsCommands::group)
                                .spelling(ColourOption::spelledOut));
        add("logger", "Create a log entry", () -> PicocliProgram.of(LoggerCommand::new));
        add("lsattr", "List broker attributes", () -> PicocliProgram.of(LsattrCommand::new));
        add(
                "module",
                "Manage broker modules",
                () ->
                        PicocliProgram.ofGroup(ModuleCommands::group)
                                .spelling(
                                        words ->
                                                ModuleStatsCommand.withUsageSpelledOut(
                                                        ColourOption.spelledOut(words))));
        add(
                "overlay",
                "Manage overlay network",
                () ->
                        PicocliProgram.ofGroup(OverlayCommands::group)
                                .spelling(
                                        words ->
                                                Words.withVerboseSpelledOut(
                                                        ColourOption.spelledOut(words))));
        add(
                "pals",
                "Show what Cray MPI gets from the job manager",
                () -> PicocliProgram.ofGroup(PalsCommands::group));
        add(
                "R",
                "Read, generate, and process RFC 20 Resource Set objects",
                () -> PicocliProgram.ofGroup(RCommands::group));
        add(
                "pgrep",
                "Look up jobs by name or id range",
                () -> PicocliProgram.of(PgrepCommand::new).withArgparseErrors());
        add(
                "pkill",
                "Cancel jobs by name or id range",
                () -> PicocliProgram.of(PkillCommand::new).withArgparseErrors());
        add("ping", "Measure round-trip times", () -> PicocliProgram.of(PingCommand::new));
        add(
                "pmi",
                "Simple PMI test client",
                () ->
                        PicocliProgram.ofGroup(PmiCommands::group)
                                .spelling(Words::withVerboseSpelledOut));
        add(
                "post-job-event",
                "Post an event to a job eventlog",
                () -> PicocliProgram.of(PostJobEventCommand::new).withArgparseErrors());
        add(
                "proxy",
                "Create proxy environment for Flux instance",
                () -> PicocliProgram.launcher(ProxyCommand::new));
        add(
                "pstree",
                "Display a tree of running jobs",
                () -> PicocliProgram.of(PstreeCommand::new).withArgparseErrors());
        add(
                "queue",
                "Manipulate and show the status of the job queue",
                () -> PicocliProgram.ofGroup(QueueCommands::group).withArgparseErrors());
        add(
                "rabbit",
                "Tell where jobs with storage on rabbits stand",
                () -> PicocliProgram.ofGroup(RabbitCommands::group));
        add(
                "rabbit-sim",
                "Simulate rabbits for rehearsals",
                () -> PicocliProgram.ofGroup(RabbitSimCommand::group));
        add(
                "rabbitmapping",
                "Create a mapping between compute nodes and rabbits",
                () -> PicocliProgram.of(RabbitmappingCommand::new).withArgparseErrors());
        add(
                "relay",
                "Relay messages between stdio and a local socket",
                () -> PicocliProgram.of(RelayCommand::new));
        add(
                "resource",
                "List and manipulate the status of resources",
                () ->
                        PicocliProgram.ofGroup(ResourceCommands::group)
                                .spelling(ColourOption::spelledOut));
        add(
                "restore",
                "Restore KVS snapshot from a portable archive format",
                () -> PicocliProgram.of(RestoreCommand::new));
        add("run", "Run a job interactively", RunCommand::program);
        add("setattr", "Set broker attribute", () -> PicocliProgram.of(SetattrCommand::new));
        add(
                "shell",
                "Start the tasks of a job on this node",
                () -> PicocliProgram.of(ShellCommand::new));
        add(
                "slingshot",
                "Give and take Slingshot's services for jobs",
                () -> PicocliProgram.ofGroup(SlingshotCommands::group));
        add(
                "shutdown",
                "Shut down the instance",
                () ->
                        PicocliProgram.of(ShutdownCommand::new)
                                .spelling(Words::withVerboseSpelledOut));
        add(
                "sproc",
                "Manage processes",
                () -> PicocliProgram.ofGroup(SprocCommands::group).withArgparseErrors());
        add("start", "Start an instance", StartCommand::program);
        add(
                "startlog",
                "List Flux instance startlog",
                () -> PicocliProgram.of(StartlogCommand::new));
        add("submit", "Enqueue a job", SubmitCommand::program);
        add(
                "top",
                "Display running Flux jobs",
                () -> PicocliProgram.of(TopCommand::new).spelling(ColourOption::spelledOut));
        add(
                "update",
                "Update active jobs",
                () -> PicocliProgram.of(UpdateCommand::new).withArgparseErrors());
        add(
                "uri",
                "Resolve TARGET to a Flux URI",
                () -> PicocliProgram.of(UriCommand::new).withArgparseErrors());
        add(
                "uptime",
                "Show how long this instance has been running",
                () -> PicocliProgram.of(UptimeCommand::new));
        add(
                "version",
                "Display flux version information",
                () -> PicocliProgram.of(VersionCommand::new));
        add(
                "watch",
                "Monitor one or more Flux jobs",
                () -> PicocliProgram.of(WatchCommand::new).withArgparseErrors());
    }

    private void add(String name, String summary, Supplier<Program> program) {
        entries.put(name, new CommandEntry(name, summary, program));
    }

    @Nullable CommandEntry find(String name) {
        return entries.get(name);
    }

    public Iterable<CommandEntry> all() {
        return entries.values();
    }
}
