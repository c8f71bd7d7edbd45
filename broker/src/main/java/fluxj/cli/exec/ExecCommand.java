package fluxj.cli.exec;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.NodeTarget;
import fluxj.cli.PicocliProgram;
import fluxj.cli.Words;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.platform.SystemText;
import fluxj.platform.os.OsSignals;
import fluxj.platform.os.ProcessStart;
import fluxj.services.rexec.RexecProtocol;
import fluxj.services.rexec.RexecProtocol.Attach;
import fluxj.services.rexec.RexecProtocol.Exec;
import fluxj.subprocess.Command;
import fluxj.subprocess.ExecFlags;

import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `fluxj exec`: execute processes across flux ranks.
@CommandLine.Command(
        name = "exec",
        description = "Execute processes across flux ranks",
        sortOptions = false)
public final class ExecCommand extends FluxCommand {

    @Option(
            names = {"-r", "--rank"},
            paramLabel = "IDSET",
            description = "Specify target ranks.  Default is \"all\"")
    private String rank = "all";

    @Option(
            names = {"-x", "--exclude"},
            paramLabel = "IDSET",
            description = "Exclude ranks from target.")
    private String exclude = "";

    @Option(
            names = {"-j", "--jobid"},
            paramLabel = "JOBID",
            description = {
                "Set target ranks to nodes assigned to JOBID and",
                "service name to job shell exec service"
            })
    private String jobid = "";

    @Option(names = "--bg", description = "Run process in background and exit")
    private boolean background;

    @Option(
            names = "--waitable",
            description = "Process remains a zombie until exit status is collected")
    private boolean waitable;

    @Option(
            names = "--attach",
            description = "Attach to a running background process (arg is pid or label)")
    private boolean attach;

    @Option(names = "--label", paramLabel = "LABEL", description = "Set a remote process label.")
    private Optional<String> label = Optional.empty();

    @Option(
            names = {"-d", "--dir"},
            paramLabel = "PATH",
            description = "Set the working directory to PATH")
    private Optional<String> directory = Optional.empty();

    @Option(
            names = {"-l", "--label-io"},
            description = "Label lines of output with the source RANK")
    private boolean labelOutput;

    @Option(
            names = {"-n", "--noinput"},
            description = "Redirect stdin from /dev/null")
    private boolean noInput;

    @Option(
            names = {"-v", "--verbose"},
            description = "Run with more verbosity.")
    private boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "Suppress extraneous output.")
    private boolean quiet;

    @Option(names = "--service", paramLabel = "NAME", hidden = true)
    private Optional<String> otherService = Optional.empty();

    @Option(names = "--setopt", paramLabel = "NAME=VALUE", hidden = true)
    private List<String> options = new ArrayList<>();

    @Option(names = "--stdin-flow", paramLabel = "on|off", hidden = true)
    private String inputFlow = "";

    @Parameters(arity = "0..*", paramLabel = "COMMAND")
    private List<String> words = new ArrayList<>();

    private String service = RexecProtocol.SERVICE;
    private int failures;

    public ExecCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        OsSignals.endOnQuit();
        check();
        try (FluxClient client = console().connect()) {
            console().watchReader(client);
            Idset all = Idset.upTo(client.size());
            if (!jobid.isEmpty()) {
                JobShells shells = JobShells.of(client, jobid);
                service = shells.service();
                all = shells.ranks();
            }
            service = otherService.orElse(service);
            Idset targets = targets(all);
            if (attach && NodeTarget.number(words.getFirst()) > 0 && targets.size() > 1) {
                throw new CommandFailure(
                        "--attach by pid requires a single target rank (use --rank)");
            }
            int exitCode;
            if (background) {
                startInBackground(client, targets, command(client));
                exitCode = failures > 0 ? 1 : 0;
            } else {
                exitCode = runInForeground(client, targets);
            }
            if (exitCode != 0) {
                throw new CommandFailure(exitCode, "");
            }
        }
    }

    private void check() {
        if (attach) {
            if (words.isEmpty()) {
                throw new CommandFailure("--attach requires a pid or label argument");
            }
            if (words.size() > 1) {
                throw new CommandFailure("--attach takes a single pid or label argument");
            }
            if (background || waitable) {
                throw new CommandFailure("--attach cannot be used with --bg or --waitable");
            }
        } else if (words.isEmpty()) {
            throw new CommandFailure("a command is required; see `fluxj exec --help'");
        }
        if (waitable && !background) {
            throw new CommandFailure("--waitable can only be used with --bg");
        }
        if (!inputFlow.isEmpty() && !inputFlow.equals("on") && !inputFlow.equals("off")) {
            throw new CommandFailure("Set --stdin-flow to on or off");
        }
    }

    /// The ranks that are meant: `--rank` and `--exclude` number those of a job from 0.
    private Idset targets(Idset all) {
        Idset places = Idset.upTo(all.size());
        Idset chosen = places;
        if (!rank.equals("all")) {
            chosen = Words.idset(rank, "failed to decode idset '" + rank + "': Invalid argument");
            if (!places.containsAll(chosen)) {
                throw new CommandFailure("One or more invalid --ranks specified: " + rank);
            }
        }
        if (!exclude.isEmpty()) {
            chosen =
                    chosen.minus(
                            Words.idset(
                                    exclude, "error decoding --exclude idset: Invalid argument"));
        }
        if (chosen.isEmpty()) {
            throw new CommandFailure("No targets specified");
        }
        Idset.Builder targets = Idset.builder();
        int place = 0;
        for (int each : all.stream().toArray()) {
            if (chosen.contains(place++)) {
                targets.add(each);
            }
        }
        return targets.build();
    }

    private Command command(FluxClient client) {
        Map<String, String> environment = new LinkedHashMap<>(textEnvironment());
        environment.remove("FLUX_PROXY_REMOTE");
        if (!console().environment().containsKey("DBUS_SESSION_BUS_ADDRESS")) {
            // For systemctl --user on the far side.
            String owner = client.attribute("security.owner");
            environment.put("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/user/" + owner + "/bus");
        }
        Map<String, String> opts = new LinkedHashMap<>();
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals < 0) {
                throw new CommandFailure("error handling '" + option + "' option");
            }
            opts.put(option.substring(0, equals), option.substring(equals + 1));
        }
        String cwd = directory.orElseGet(ExecCommand::currentDirectory);
        return new Command(
                words,
                environment,
                opts,
                List.of(),
                Optional.empty(),
                cwd.equals("none") ? Optional.empty() : Optional.of(cwd),
                label);
    }

    private static String currentDirectory() {
        String path;
        try {
            path = ProcessStart.directory();
        } catch (FluxException e) {
            throw new CommandFailure("get_current_dir_name: " + e.errno().text());
        }
        if (!SystemText.isText(path)) {
            throw PicocliProgram.notText("the working directory", path);
        }
        return path;
    }

    private void startInBackground(FluxClient client, Idset targets, Command command) {
        Exec body = exec(command, waitable ? ExecFlags.WAITABLE : 0);
        int[] left = {targets.size()};
        targets.forEach(
                target ->
                        client.ask(RexecProtocol.EXEC.in(service), target, body)
                                .then(
                                        news -> {
                                            left[0]--;
                                            int pid = news.pid().orElse(-1);
                                            console().out().println(target + ": " + pid);
                                        },
                                        error -> {
                                            left[0]--;
                                            failed(target, error);
                                        }));
        client.reactor().runUntil(() -> left[0] == 0);
    }

    private static Exec exec(Command command, int flags) {
        return new Exec(command.toJson(), flags, Optional.of(0));
    }

    private void failed(int target, FluxException error) {
        failures++;
        console()
                .err()
                .println(
                        "fluxj exec: Error: rank "
                                + target
                                + ": "
                                + words.getFirst()
                                + ": "
                                + error.getMessage());
    }

    private int runInForeground(FluxClient client, Idset targets) {
        boolean flow = !inputFlow.equals("off") && !service.equals("sdexec");
        int flags =
                ExecFlags.STDOUT
                        | ExecFlags.STDERR
                        | (flow || inputFlow.equals("on") ? ExecFlags.WRITE_CREDIT : 0);
        ExecRun.Style style =
                new ExecRun.Style(
                        attach ? ExecRun.attachedName(words.getFirst()) : words.getFirst(),
                        labelOutput,
                        verbose,
                        quiet,
                        (flags & ExecFlags.WRITE_CREDIT) != 0 && !attach);
        ExecRun run = new ExecRun(client, console(), targets, style);
        if (attach) {
            String target = words.getFirst();
            run.start(
                    RexecProtocol.ATTACH.in(service),
                    new Attach(
                            RemoteProcess.pidOf(target),
                            RemoteProcess.labelOf(target),
                            ExecFlags.STDOUT | ExecFlags.STDERR));
        } else {
            run.start(RexecProtocol.EXEC.in(service), exec(command(client), flags));
        }
        return run.await(!noInput, attach);
    }
}
