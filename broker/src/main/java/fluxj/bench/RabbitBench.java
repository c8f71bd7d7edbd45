package fluxj.bench;

import fluxj.coral2.dws.DwsProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;
import fluxj.rpc.Empty;
import fluxj.wire.Message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Jobs with storage on rabbits: one broker, the service and the simulator, whose states take no
/// time. The other side has no such thing to compare with.
final class RabbitBench {
    private static final int STATES = 7;
    private static final int ONE_BY_ONE = 20;
    private static final int GIB_OF_A_JOB = 10;
    private static final Pattern COUNT =
            Pattern.compile("(?m)^apiserver_request_total\\{.*\\} (\\d+)$");

    private final Side side;
    private final Scoreboard board;
    private final Path kubeconfig;

    private RabbitBench(Side side, Scoreboard board, Path kubeconfig) {
        this.side = side;
        this.board = board;
        this.kubeconfig = kubeconfig;
    }

    static void run(BenchPlan plan, Scoreboard board) {
        int cores = most(plan);
        List<Process> processes = new ArrayList<>();
        try {
            Path folder = Files.createTempDirectory("fluxj-bench");
            Files.writeString(
                    folder.resolve("site.toml"),
                    """
                    [resource]
                    noverify = true
                    [[resource.config]]
                    hosts = "node0"
                    cores = "0-%d"
                    [job-manager]
                    plugins = [ { load = "dws-jobtap.so" } ]
                    """
                            .formatted(cores - 1));
            Side side = plan.sides().getFirst();
            RabbitBench bench = new RabbitBench(side, board, folder.resolve("kubeconfig"));
            bench.run(plan, folder, processes);
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, "rabbits: " + IoReason.of(e));
        } finally {
            processes.forEach(Process::destroy);
        }
    }

    private static int most(BenchPlan plan) {
        return plan.jobs().stream().mapToInt(Integer::intValue).max().orElse(1);
    }

    private void run(BenchPlan plan, Path folder, List<Process> processes) throws IOException {
        board.say("rabbits");
        processes.add(
                started(
                        new ProcessBuilder(
                                side.command(),
                                "rabbit-sim",
                                "--rabbits=1",
                                "--capacity=" + most(plan) * GIB_OF_A_JOB + "GiB",
                                "--nodes=node0",
                                "--delay=0s",
                                "--kubeconfig=" + kubeconfig)));
        try (RunningInstance instance =
                RunningInstance.start(
                        side, 1, List.of("--test-hosts=node0", "--config-path=" + folder))) {
            await(() -> Files.exists(kubeconfig));
            Process service = started(instance.command(side, List.of("dws", "--disable-fluxion")));
            processes.add(service);
            await(() -> serves(instance));
            JobLoad load = JobLoad.rabbit(instance.client());
            Samples steps = new Samples();
            for (int i = 0; i < ONE_BY_ONE; i++) {
                steps.add(1000 / load.perSecond(1) / STATES);
            }
            add("a state of a workflow, p50", "ms", steps.quantile(0.5));
            for (int count : plan.jobs()) {
                measure(load, service, count);
            }
        }
    }

    private void measure(JobLoad load, Process service, int count) throws IOException {
        long before = requests();
        add(count + " rabbit jobs", "/s", load.perSecond(count));
        add("requests a job, " + count, "", (requests() - before) / (double) count);
        add("peak of service, " + count, "MiB", RunningInstance.mib(service.pid(), "VmHWM:"));
    }

    private void add(String what, String unit, double value) {
        board.add(new BenchRow(what, unit, List.of(value)));
        board.say(what + " done");
    }

    private Process started(ProcessBuilder command) throws IOException {
        command.environment().put("KUBECONFIG", kubeconfig.toString());
        return command.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static boolean serves(RunningInstance instance) {
        try {
            instance.client().call(DwsProtocol.STATUS, Message.NODEID_ANY, Empty.EMPTY);
            return true;
        } catch (FluxException e) {
            return false;
        }
    }

    /// Looks again and again: the bench has no reactor of its own while the parts come up.
    private static void await(BooleanSupplier condition) {
        try {
            for (int i = 0; !condition.getAsBoolean(); i++) {
                if (i == 600) {
                    throw new FluxException(Errno.ETIMEDOUT, "rabbits: nothing serves them");
                }
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FluxException(Errno.EINTR, "interrupted");
        }
    }

    /// All requests that the API has had.
    private long requests() throws IOException {
        ProcessBuilder kubectl = new ProcessBuilder("kubectl", "get", "--raw", "/metrics");
        kubectl.environment().put("KUBECONFIG", kubeconfig.toString());
        Process process = kubectl.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.onExit().join();
        Matcher counts = COUNT.matcher(text);
        long sum = 0;
        while (counts.find()) {
            sum += Long.parseLong(counts.group(1));
        }
        return sum;
    }
}
