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
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.platform.SystemText;
import fluxj.platform.os.OsSignals;
import fluxj.platform.os.ProcessStart;
import fluxj.wire.Payload;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `fluxj exec`: execute processes across flux ranks.
@Command(name = "exec", description = "Execute processes across flux ranks", sortOptions = false)
public final class ExecCommand extends FluxCommand {
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int WRITE_CREDIT = 8;
    private static final int WAITABLE = 16;

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
    private String service = "rexec";

    @Option(names = "--setopt", paramLabel = "NAME=VALUE", hidden = true)
    private List<String> options = new ArrayList<>();

    @Option(names = "--stdin-flow", paramLabel = "on|off", hidden = true)
    private String inputFlow = "";

    @Parameters(arity = "0..*", paramLabel = "COMMAND")
    private List<String> words = new ArrayList<>();

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
            Idset targets = targets(client.size());
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

    private Idset targets(int size) {
        Idset all = Idset.upTo(size);
        Idset chosen = all;
        if (!rank.equals("all")) {
            chosen = Words.idset(rank, "failed to decode idset '" + rank + "': Invalid argument");
            if (!all.containsAll(chosen)) {
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
        return chosen;
    }

    private JsonObject command(FluxClient client) {
        JsonObject.Builder environment = JsonObject.builder();
        for (Map.Entry<String, String> variable : textEnvironment().entrySet()) {
            if (!variable.getKey().equals("FLUX_PROXY_REMOTE")) {
                environment.put(variable.getKey(), variable.getValue());
            }
        }
        if (!console().environment().containsKey("DBUS_SESSION_BUS_ADDRESS")) {
            // For systemctl --user on the far side.
            String owner = client.attribute("security.owner");
            environment.put("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/user/" + owner + "/bus");
        }
        JsonObject.Builder opts = JsonObject.builder();
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals < 0) {
                throw new CommandFailure("error handling '" + option + "' option");
            }
            opts.put(option.substring(0, equals), option.substring(equals + 1));
        }
        JsonObject.Builder command =
                JsonObject.builder()
                        .put("cmdline", JsonArray.ofTexts(words))
                        .put("env", environment.build())
                        .put("opts", opts.build())
                        .put("channels", JsonArray.EMPTY);
        String cwd = directory.orElseGet(ExecCommand::currentDirectory);
        if (!cwd.equals("none")) {
            command.put("cwd", cwd);
        }
        label.ifPresent(name -> command.put("label", name));
        return command.build();
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

    private void startInBackground(FluxClient client, Idset targets, JsonObject command) {
        JsonObject body =
                JsonObject.builder()
                        .put("cmd", (JsonValue) command)
                        .put("flags", waitable ? WAITABLE : 0)
                        .put("local_flags", 0)
                        .build();
        int[] left = {targets.size()};
        targets.forEach(
                target ->
                        client.rpc()
                                .request(service + ".exec", target, Payload.of(body), 0)
                                .then(
                                        response -> {
                                            left[0]--;
                                            long pid =
                                                    FluxClient.body(response)
                                                            .whole("pid")
                                                            .orElse(-1L);
                                            console().out().println(target + ": " + pid);
                                        },
                                        error -> {
                                            left[0]--;
                                            failed(target, error);
                                        }));
        client.reactor().runUntil(() -> left[0] == 0);
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
        int flags = STDOUT | STDERR | (flow || inputFlow.equals("on") ? WRITE_CREDIT : 0);
        JsonObject body;
        if (attach) {
            body = RemoteProcess.named(words.getFirst()).put("flags", STDOUT | STDERR).build();
        } else {
            body =
                    JsonObject.builder()
                            .put("cmd", (JsonValue) command(client))
                            .put("flags", flags)
                            .put("local_flags", 0)
                            .build();
        }
        ExecRun.Style style =
                new ExecRun.Style(
                        attach ? ExecRun.attachedName(words.getFirst()) : words.getFirst(),
                        labelOutput,
                        verbose,
                        quiet,
                        (flags & WRITE_CREDIT) != 0 && !attach);
        ExecRun run = new ExecRun(client, console(), targets, style);
        run.start(service + (attach ? ".attach" : ".exec"), body);
        return run.await(!noInput, attach);
    }
}
