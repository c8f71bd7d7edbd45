package fluxj.cli.job.spec;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The options of the commands that submit jobs, one row each. Those that `bulksubmit` and `--cc`
/// substitute into come first, in the order in which `bulksubmit` shows them.
public enum JobOption {
    QUEUE("-q ", "NAME", "Submit a job to a specific named queue", "--queue"),
    BANK("-B ", "BANK", "Submit a job to a specific named bank", "--bank"),
    NTASKS("-n ", "N", "Number of tasks to start", "--ntasks"),
    NODES("-N ", "N", "Number of nodes to allocate", "--nodes"),
    CORES_PER_TASK("-c ", "N", "Number of cores to allocate per task", "--cores-per-task"),
    GPUS_PER_TASK("-g ", "N", "Number of GPUs to allocate per task", "--gpus-per-task"),
    CORES("", "N", "Request a total number of cores", "--cores"),
    TASKS_PER_NODE("", "N", "Force number of tasks per node", "--tasks-per-node"),
    TASKS_PER_CORE("", "N", "Force number of tasks per core", "--tasks-per-core"),
    GPUS_PER_NODE("", "N", "Request a number of GPUs per node with --nodes", "--gpus-per-node"),
    TIME_LIMIT(
            "-t ",
            "MIN|FSD",
            "Time limit in minutes when no units provided, otherwise in Flux standard duration,"
                    + " e.g. 30s, 2d, 1.5h",
            "--time-limit"),
    ENV(
            Kind.LIST,
            "RULE",
            "Control how environment variables are exported. If RULE starts with '-' apply rest"
                    + " of RULE as a remove filter (see --env-remove), if '^' then read rules"
                    + " from a file (see --env-file). Otherwise, set matching environment"
                    + " variables from the current environment (--env=PATTERN) or set a value"
                    + " explicitly (--env=VAR=VALUE). Rules are applied in the order they are"
                    + " used on the command line. (multiple use OK)",
            "--env"),
    URGENCY("", "N", "Set job urgency (0-31), hold=0, default=16, expedite=31", "--urgency"),
    SETOPT(
            Kind.LIST,
            "OPT",
            "Set shell option OPT. An optional value is supported with OPT=VAL (default VAL=1)"
                    + " (multiple use OK)",
            "--setopt",
            "-o"),
    SETATTR(
            Kind.LIST,
            "ATTR",
            "Set job attribute ATTR. An optional value is supported with ATTR=VAL (default"
                    + " VAL=1). If ATTR starts with ^, then VAL is a file containing valid JSON"
                    + " which will be used as the value of the attribute. (multiple use OK)",
            "--setattr",
            "-S"),
    JOB_NAME("", "NAME", "Set an optional name for job to NAME", "--job-name"),
    INPUT("", "FILENAME", "Redirect job stdin from FILENAME, bypassing KVS", "--input"),
    OUTPUT("", "FILENAME", "Redirect job stdout to FILENAME, bypassing KVS", "--output"),
    ERROR("", "FILENAME", "Redirect job stderr to FILENAME, bypassing KVS", "--error"),
    CC(
            "",
            "IDSET",
            "Replicate job for each ID in IDSET. (FLUX_JOB_CC=ID will be set for each job"
                    + " submitted)",
            "--cc"),
    BCC("", "IDSET", "Like --cc, but FLUX_JOB_CC is not set", "--bcc"),
    LOG(
            "",
            "FILE",
            "Print program log messages (e.g. submitted jobid) to FILE instead of terminal",
            "--log"),
    LOG_STDERR(
            "",
            "FILE",
            "Separate stderr messages into FILE instead of terminal or logfile destination",
            "--log-stderr"),
    DEPENDENCY(Kind.LIST, "URI", "Set an RFC 26 dependency URI for this job", "--dependency"),
    TASKMAP(
            "",
            "URI",
            "Select the scheme for mapping task ids to nodes as a URI (i.e. SCHEME[:VALUE])."
                    + " Value options include block, cyclic, cyclic:N, or manual:TASKMAP"
                    + " (default: block)",
            "--taskmap"),
    REQUIRES(
            Kind.LIST,
            "CONSTRAINT",
            "Specify job constraints in RFC 35 syntax",
            "--requires",
            "--require"),
    WAIT_EVENT("", "NAME", "Wait for event NAME for all jobs after submission", "--wait-event"),
    CWD("", "DIRECTORY", "Set job working directory", "--cwd"),
    FLAGS(
            Kind.LIST,
            "FLAGS",
            "Set comma separated list of job submission flags. Possible flags:  debug,"
                    + " waitable, novalidate",
            "--flags"),
    SIGNAL(
            "",
            "[SIG][@TIME]",
            "Schedule delivery of signal SIG at a defined TIME before job expiration. Default"
                    + " SIG is SIGUSR1, default TIME is 60s.",
            "--signal"),
    ADD_FILE(
            Kind.LIST,
            "[NAME=]PATH",
            "Add a file at PATH with optional NAME to jobspec. The file will be extracted to"
                    + " {{tmpdir}}/NAME. If NAME is not specified, then the basename of PATH"
                    + " will be used. If necessary, permissions may be specified via NAME:PERMS."
                    + " (multiple use OK)",
            "--add-file"),
    RLIMIT(
            Kind.LIST,
            "RULE",
            "Control how soft resource limits are propagated to the job. If RULE starts with a"
                    + " '-', then do not propagate matching resource limits (e.g. '-*'"
                    + " propagates nothing). Otherwise, propagate the current limit or a"
                    + " specific value, e.g. --rlimit=core or --rlimit=core=16. The option may"
                    + " be used multiple times to build a reduced set of propagated limits, e.g."
                    + " --rlimit=-*,core will only propagate RLIMIT_CORE.",
            "--rlimit"),
    EXCLUSIVE(Kind.FLAG, "", "With -N, --nodes, allocate nodes exclusively", "--exclusive", "-x"),
    UNBUFFERED(Kind.FLAG, "", "Disable buffering of input and output", "--unbuffered", "-u"),
    LABEL_IO(Kind.FLAG, "", "Add rank labels to stdout, stderr lines", "--label-io", "-l"),
    DRY_RUN(Kind.FLAG, "", "Don't actually submit job, just emit jobspec", "--dry-run", "--dry"),
    QUIET(Kind.FLAG, "", "Do not print jobid to stdout on submission", "--quiet"),
    VERBOSE(Kind.COUNT, "", "Increase verbosity on stderr (multiple use OK)", "--verbose", "-v"),
    NSLOTS(
            "-n ",
            "N",
            "Number of total resource slots requested. The size of a resource slot may be"
                    + " specified via the -c, --cores-per-slot and -g, --gpus-per-slot options."
                    + " The default slot size is 1 core.",
            "--nslots"),
    CORES_PER_SLOT("-c ", "N", "Number of cores to allocate per slot", "--cores-per-slot"),
    GPUS_PER_SLOT("-g ", "N", "Number of GPUs to allocate per slot", "--gpus-per-slot"),
    ADD_BROKERS("", "N", "Start N more brokers on the first node", "--add-brokers"),
    CONF(
            Kind.LIST,
            "CONF",
            "Set configuration for a child Flux instance. CONF may be a multiline string in JSON"
                    + " or TOML, a configuration key=value, a path to a JSON or TOML file, or a"
                    + " configuration loaded by name from a standard search path. This option"
                    + " may specified multiple times, in which case the config is iteratively"
                    + " updated.",
            "--conf"),
    BROKER_OPTS(Kind.LIST, "OPTS", "Pass options to flux brokers", "--broker-opts", "--broker-opt"),
    DUMP(Kind.OPTIONAL, "FILE", "Archive KVS on exit", "--dump"),
    WRAP(Kind.FLAG, "", "Wrap arguments or stdin in a /bin/sh script", "--wrap"),
    BACKGROUND(Kind.FLAG, "", "Wait for new instance to start, but do not attach to it.", "--bg"),
    CHASSIS(
            "",
            "N",
            "Number of chassis to allocate. Requires -N,--nodes. Nodes will be split evenly across"
                    + " chassis. Chassis are allocated non-exclusively. (CORAL-2)",
            "--coral2-chassis"),
    RABBIT_CORES(
            "",
            "N",
            "EXPERIMENTAL: Number of rabbit cores to allocate on each rabbit associated with the"
                    + " job. Requires the --coral2-chassis flag to be set. (CORAL-2)",
            "--coral2-rabbit-cores");

    /// The file of `--dump` without one.
    public static final String DEFAULT_DUMP = "flux-{{jobid}}-dump.tgz";

    /// How often an option may be given, and with what.
    public enum Kind {
        /// A word; the last one counts.
        TEXT,
        /// A word each time, in their order.
        LIST,
        /// No word.
        FLAG,
        /// No word; how often it is given counts.
        COUNT,
        /// A word or none; the last one counts.
        OPTIONAL
    }

    private final Kind kind;
    private final String label;
    private final String description;
    private final String longName;
    private final String otherName;

    /// @param letter the short form and a blank, or nothing
    JobOption(String letter, String label, String description, String name) {
        this(Kind.TEXT, label, description, name, letter.strip());
    }

    JobOption(Kind kind, String label, String description, String name) {
        this(kind, label, description, name, "");
    }

    /// @param otherName the short form or an older name, or nothing
    JobOption(Kind kind, String label, String description, String longName, String otherName) {
        this.kind = kind;
        this.label = label;
        this.description = description;
        this.longName = longName;
        this.otherName = otherName;
    }

    public Kind kind() {
        return kind;
    }

    /// What stands for its value in the help.
    public String label() {
        return label;
    }

    public String description() {
        return description;
    }

    /// The short name first.
    public List<String> names() {
        return otherName.isEmpty() ? List.of(longName) : List.of(otherName, longName);
    }

    /// The long name, such as `--ntasks`.
    public String longName() {
        return longName;
    }

    /// The options of `submit`, `bulksubmit` and, with few exceptions, `run`.
    public static Set<JobOption> ofTasks() {
        EnumSet<JobOption> options = EnumSet.range(QUEUE, VERBOSE);
        options.addAll(ofCoral2());
        return options;
    }

    /// The options of `batch` and `alloc`.
    public static Set<JobOption> ofInstances() {
        EnumSet<JobOption> options = EnumSet.range(NSLOTS, DUMP);
        options.addAll(EnumSet.of(QUEUE, BANK, NODES, TIME_LIMIT, ENV, URGENCY, SETOPT, SETATTR));
        options.addAll(EnumSet.of(JOB_NAME, INPUT, OUTPUT, ERROR, DEPENDENCY, REQUIRES, CWD));
        options.addAll(EnumSet.range(FLAGS, QUIET));
        options.addAll(ofCoral2());
        return options;
    }

    /// Those that flux-coral2 adds to all of these commands, where a site has it.
    private static Set<JobOption> ofCoral2() {
        return EnumSet.of(CHASSIS, RABBIT_CORES);
    }

    /// True for those of `batch` and `alloc` that work but are not in their help.
    public boolean isHiddenForInstances() {
        return EnumSet.of(INPUT, OUTPUT, ERROR, LABEL_IO, ADD_BROKERS).contains(this);
    }

    /// True for those of `batch` and `alloc` whose value is read with the command line.
    public boolean isNumberForInstances() {
        return EnumSet.of(NODES, NSLOTS, CORES_PER_SLOT, GPUS_PER_SLOT, ADD_BROKERS).contains(this);
    }

    /// How `bulksubmit` writes it before its value: `-n`, `-o ` or `--env=`.
    String shown() {
        boolean letter = otherName.length() == 2;
        return switch (this) {
            case SETOPT -> "-o ";
            case SETATTR -> "--setattr=";
            default -> letter ? otherName : longName + "=";
        };
    }

    /// True when `{}` in its value is replaced.
    boolean isSubstituted() {
        return compareTo(SIGNAL) <= 0;
    }
}
