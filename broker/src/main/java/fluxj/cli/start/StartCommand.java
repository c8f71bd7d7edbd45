package fluxj.cli.start;

import fluxj.cli.Abbreviations;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.PicocliProgram;
import fluxj.cli.Program;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.format.Hostlist;
import fluxj.format.Taskmap;
import fluxj.platform.os.ProcessStart;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `fluxj start`: start an instance: one broker in place, or with -s a test instance here.
@Command(
        name = "start",
        description = "Start an instance: one broker in place, or with -s a test instance here",
        sortOptions = false)
public final class StartCommand extends FluxCommand {
    private static final int NOT_GIVEN = Integer.MIN_VALUE;

    @Option(
            names = {"-S", "--setattr"},
            paramLabel = "ATTR=VAL",
            description = "Set broker attribute")
    private List<String> setattr = new ArrayList<>();

    @Option(
            names = {"-c", "--config-path"},
            paramLabel = "PATH",
            description = "Set broker config from PATH (default: none)")
    private Optional<String> configPath = Optional.empty();

    @Option(names = "--conf", paramLabel = "VALUE", description = "Update broker config from VALUE")
    private List<String> conf = new ArrayList<>();

    @Option(
            names = {"-r", "--recovery"},
            description =
                    "Start the system instance in recovery mode, or with =TARGET a dump file or"
                            + " statedir")
    private boolean recovery;

    @Option(names = "--recovery-target", hidden = true)
    private String recoveryTarget = "";

    @Option(names = "--sysconfig", description = "Load system configuration")
    private boolean sysconfig;

    @Option(
            names = {"-v", "--verbose"},
            description = "Print command lines, and twice or with =2 PMI messages too")
    private boolean[] verbose = {};

    @Option(names = "--verbose-level", hidden = true)
    private int verboseLevel;

    @Option(
            names = {"-X", "--noexec"},
            description = "Don't execute (useful with -v, --verbose)")
    private boolean noexec;

    @Option(
            names = {"-o", "--broker-opts"},
            paramLabel = "OPTS",
            description = "Add comma-separated broker options, e.g. \"-o,-v\"")
    private List<String> brokerOptions = new ArrayList<>();

    @Option(
            names = "--wrap",
            paramLabel = "ARGS,...",
            description = "Wrap broker execution in comma-separated arguments")
    private List<String> wrap = new ArrayList<>();

    @Option(
            names = {"-s", "--test-size"},
            paramLabel = "N",
            description = "Start a test instance by launching N brokers locally")
    private int size = NOT_GIVEN;

    @Option(
            names = "--test-hosts",
            paramLabel = "HOSTLIST",
            description = "Set fake hostnames for brokers")
    private Optional<String> hosts = Optional.empty();

    @Option(
            names = {"--test-exit-timeout", "--killer-timeout"},
            paramLabel = "FSD",
            description = "After a broker exits, kill other brokers after timeout")
    private Optional<String> exitTimeout = Optional.empty();

    @Option(
            names = "--test-exit-mode",
            paramLabel = "any|leader",
            description = "Trigger exit timer on leader/any broker exit (default=any)")
    private Optional<String> exitMode = Optional.empty();

    @Option(
            names = "--test-start-mode",
            paramLabel = "all|leader",
            description = "Start all brokers immediately or just leader (default=all)")
    private Optional<String> startMode = Optional.empty();

    @Option(
            names = "--test-rundir",
            paramLabel = "DIR",
            description = "Use DIR as broker run directory")
    private Optional<String> rundir = Optional.empty();

    @Option(
            names = "--test-rundir-cleanup",
            description = "Clean up --test-rundir DIR upon completion")
    private boolean rundirCleanup;

    @Option(
            names = "--test-pmi-clique",
            paramLabel = "single|per-broker|none|TASKMAP",
            description = "Set PMI_process_mapping mode (default=single)")
    private Optional<String> clique = Optional.empty();

    @Parameters(paramLabel = "COMMAND", arity = "0..*")
    private List<String> command = new ArrayList<>();

    private StartCommand(Console console) {
        super(console);
    }

    /// The command as a program. Values that may only follow `=` are handed to picocli as options
    /// of their own, because it would take the initial program for one.
    public static Program program() {
        PicocliProgram program =
                PicocliProgram.ofGroup(
                        console ->
                                new CommandLine(new StartCommand(console))
                                        .setStopAtPositional(true)
                                        .setAllowOptionsAsOptionParameters(true));
        return (arguments, console) -> {
            CommandLine line = program.commandLine(console);
            List<String> full = Abbreviations.spelledOut(line, arguments);
            return program.run(attachedValues(full, line.getCommandSpec()), console);
        };
    }

    private static List<String> attachedValues(List<String> arguments, CommandSpec spec) {
        List<String> words = new ArrayList<>(arguments);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("-") || word.equals("--")) {
                break;
            }
            if (word.startsWith("--verbose=")) {
                words.set(i, "--verbose-level" + word.substring("--verbose".length()));
            } else if (word.startsWith("--recovery=")) {
                words.set(i, "--recovery-target" + word.substring("--recovery".length()));
            } else if (word.startsWith("-r") && word.length() > 2) {
                words.set(i, "--recovery-target=" + word.substring(2));
            } else {
                OptionSpec option = spec.findOption(word);
                i += option == null ? 0 : option.arity().min();
            }
        }
        return words;
    }

    @Override
    protected boolean takesBytes() {
        return true;
    }

    @Override
    protected void run() {
        try {
            ProcessStart.directory();
        } catch (FluxException e) {
            throw new CommandFailure(
                    "Unable to get current working directory: " + e.errno().text());
        }
        boolean leaderExits = choice("test-exit-mode", exitMode, "any", "leader");
        boolean leaderStarts = choice("test-start-mode", startMode, "all", "leader");
        List<String> broker = brokerWords();
        InstanceRun instance = new InstanceRun(console(), verbosity(), noexec);
        if (size == NOT_GIVEN) {
            refuseTestOptions();
            broker.addAll(command);
            instance.execInPlace(broker);
            return;
        }
        if (size <= 0) {
            throw new CommandFailure("--test-size argument must be > 0");
        }
        int exitCode =
                instance.run(
                        new StartPlan(
                                size,
                                broker,
                                command,
                                hostnames(),
                                new StartPlan.Mode(leaderExits, leaderStarts),
                                exitTimeout(),
                                new StartPlan.Directories(
                                        rundir.map(StartCommand::directory), rundirCleanup),
                                mapping(),
                                verbosity(),
                                console().environment()));
        if (exitCode != 0) {
            throw new CommandFailure(exitCode, "");
        }
    }

    private static boolean choice(
            String option, Optional<String> value, String usual, String leader) {
        String chosen = value.orElse(usual);
        if (!chosen.equals(usual) && !chosen.equals(leader)) {
            throw new CommandFailure("unknown --" + option + ": " + chosen);
        }
        return chosen.equals(leader);
    }

    private int verbosity() {
        return Math.max(verbose.length, verboseLevel);
    }

    private Duration exitTimeout() {
        String text = exitTimeout.orElse("20s");
        try {
            Fsd timeout = Fsd.parse(text);
            return timeout.isInfinite() ? Duration.ofDays(36500) : timeout.toDuration();
        } catch (FormatException e) {
            throw new CommandFailure(
                    "Invalid argument for option 'test-exit-timeout': '" + text + "'");
        }
    }

    private void refuseTestOptions() {
        refuse("test-hosts", hosts.isPresent());
        refuse("test-exit-timeout", exitTimeout.isPresent());
        refuse("test-exit-mode", exitMode.isPresent());
        refuse("test-start-mode", startMode.isPresent());
        refuse("test-rundir", rundir.isPresent());
        refuse("test-rundir-cleanup", rundirCleanup);
        refuse("test-pmi-clique", clique.isPresent());
    }

    private static void refuse(String option, boolean given) {
        if (given) {
            throw new CommandFailure("--" + option + " only works with --test-size");
        }
    }

    private List<String> hostnames() {
        if (hosts.isEmpty()) {
            return List.of();
        }
        Hostlist list;
        try {
            list = Hostlist.parse(hosts.get());
        } catch (FormatException e) {
            throw new CommandFailure("could not decode --test-hosts hostlist");
        }
        if (list.size() != size) {
            throw new CommandFailure("--test-hosts hostlist has incorrect size");
        }
        return list.toList();
    }

    private Taskmap mapping() {
        String mode = clique.orElse("single");
        return switch (mode) {
            case "single" -> Taskmap.builder().append(0, 1, size).build();
            case "per-broker" -> Taskmap.onePerNode(size);
            case "none" -> Taskmap.UNKNOWN;
            default -> {
                try {
                    yield Taskmap.parse(mode);
                } catch (FormatException e) {
                    throw new CommandFailure("test-pmi-clique: " + e.getMessage());
                }
            }
        };
    }

    private static Path directory(String name) {
        Path path = Path.of(name).toAbsolutePath();
        if (!Files.exists(path)) {
            throw new CommandFailure(name + ": No such file or directory");
        }
        if (!Files.isDirectory(path)) {
            throw new CommandFailure(name + ": not a directory");
        }
        return path;
    }

    /// The words that every broker's command line begins with, in the order of spec broker 4.4.
    private List<String> brokerWords() {
        List<String> words = new ArrayList<>();
        words.addAll(split(wrap));
        words.add(console().home() + "/bin/flux-broker");
        for (String attribute : split(setattr)) {
            words.add("-S" + attribute);
        }
        words.addAll(split(brokerOptions));
        Optional<String> path = Optional.empty();
        if (recovery || !recoveryTarget.isEmpty()) {
            RecoveryTarget target = RecoveryTarget.of(recoveryTarget, console());
            words.addAll(target.options());
            path = target.configPath();
        }
        if (sysconfig) {
            path = Optional.of(RecoveryTarget.SYSTEM_CONFIG);
        }
        if (configPath.isPresent()) {
            if (path.isPresent()) {
                console()
                        .err()
                        .println(
                                "flux-start: Warning: overriding recovery/--sysconfig path with "
                                        + configPath.get());
            }
            path = configPath;
        }
        path.ifPresent(chosen -> words.add("-c" + chosen));
        for (String value : conf) {
            words.add("--conf=" + value);
        }
        return words;
    }

    /// The parts between commas, empty ones left out.
    private static List<String> split(List<String> values) {
        List<String> parts = new ArrayList<>();
        for (String value : values) {
            int from = 0;
            while (from <= value.length()) {
                int comma = value.indexOf(',', from);
                int to = comma < 0 ? value.length() : comma;
                if (to > from) {
                    parts.add(value.substring(from, to));
                }
                from = to + 1;
            }
        }
        return parts;
    }
}
