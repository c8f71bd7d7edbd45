package fluxj.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.client.FluxClient;
import fluxj.rpc.Empty;
import fluxj.services.jobmanager.JobManagerProtocol;
import fluxj.services.kvs.KvsProtocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What the jobs of an instance leave behind: processes, descriptors of brokers, folders for
/// temporary files and namespaces of the KVS. Processes are known by a variable that the instance
/// was started with, wherever they have gone.
final class Leftovers {
    /// What ends by itself after a job has ended has ended by then.
    private static final Duration SETTLING = Duration.ofSeconds(20);

    private final String mark;
    private final Path temporary;
    private String uri = "";
    private Map<String, Integer> before = Map.of();

    /// @param dir the value of `FLUXJ_TEST_DIR`
    /// @param temporary the value of `TMPDIR`
    Leftovers(Path dir, Path temporary) {
        mark = "FLUXJ_TEST_DIR=" + dir;
        this.temporary = temporary;
    }

    /// Remembers what there is before any job.
    void look(String instance) {
        uri = instance;
        before = descriptors();
    }

    /// Nothing of jobs is left in the instance, unless some of them still run.
    void assertNoneInside() {
        boolean isIdle;
        try (FluxClient client = FluxClient.open(uri, Map.of())) {
            isIdle =
                    client.call(JobManagerProtocol.LIST, 0, new JobManagerProtocol.ListJobs(1))
                            .jobs()
                            .isEmpty();
        }
        if (isIdle) {
            settle(this::inside);
        }
    }

    /// Nothing of the instance is left.
    void assertNoneOutside() {
        settle(
                () -> {
                    List<String> left = new ArrayList<>(temporaryFiles(""));
                    processes().forEach(process -> left.add("process " + process));
                    return left;
                });
    }

    /// The listing that is left after some time is empty.
    private static void settle(Supplier<List<String>> listing) {
        List<List<String>> last = new ArrayList<>();
        try {
            Eventually.until(
                    SETTLING,
                    () -> "",
                    () -> {
                        last.addFirst(listing.get());
                        return last.getFirst().isEmpty();
                    });
        } catch (AssertionError e) {
            assertEquals(List.of(), last.getFirst(), "jobs have left something");
        }
    }

    private List<String> inside() {
        List<String> left = new ArrayList<>(temporaryFiles("jobtmp-"));
        processes().stream()
                .filter(process -> process.environment().contains("\0FLUX_JOB_ID="))
                .forEach(process -> left.add("process " + process));
        descriptors()
                .forEach(
                        (name, count) -> {
                            int more = count - before.getOrDefault(name, 0);
                            if (more > 0) {
                                left.add(more + " descriptors of " + name);
                            }
                        });
        try (FluxClient client = FluxClient.open(uri, Map.of())) {
            client.call(KvsProtocol.NAMESPACE_LIST, 0, Empty.EMPTY).namespaces().stream()
                    .map(KvsProtocol.Listed::namespace)
                    .filter(name -> name.startsWith("job-"))
                    .forEach(name -> left.add("namespace " + name));
        }
        return left;
    }

    private List<String> temporaryFiles(String prefix) {
        try (Stream<Path> files = Files.walk(temporary)) {
            return files.skip(1)
                    .filter(file -> file.getFileName().toString().startsWith(prefix))
                    .map(Path::toString)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            // It changes meanwhile.
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    private record Marked(long pid, String command, String environment) {
        private boolean isBroker() {
            return command.contains(".BrokerMain");
        }

        @Override
        public String toString() {
            return pid + " " + command;
        }
    }

    private List<Marked> processes() {
        List<Marked> found = new ArrayList<>();
        ProcessHandle.allProcesses()
                .forEach(
                        process -> {
                            Path folder = Path.of("/proc", Long.toString(process.pid()));
                            String environment = "\0" + text(folder.resolve("environ"));
                            if (environment.contains("\0" + mark + "\0")) {
                                String command = text(folder.resolve("cmdline"));
                                if (!command.isEmpty()) {
                                    found.add(
                                            new Marked(
                                                    process.pid(),
                                                    command.replace('\0', ' ').strip(),
                                                    environment));
                                }
                            }
                        });
        return found;
    }

    /// A file of the kernel's; empty for a process that has gone.
    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /// How many descriptors of each kind the brokers have. What a broker opens once in its life for
    /// itself, such as a library, is none of jobs.
    private Map<String, Integer> descriptors() {
        Map<String, Integer> counts = new TreeMap<>();
        for (Marked process : processes()) {
            if (!process.isBroker()) {
                continue;
            }
            Path folder = Path.of("/proc", Long.toString(process.pid()), "fd");
            try (Stream<Path> all = Files.list(folder)) {
                all.forEach(
                        fd -> {
                            String kind = kind(fd);
                            if (!kind.isEmpty()) {
                                counts.merge(
                                        "broker " + process.pid() + ": " + kind, 1, Integer::sum);
                            }
                        });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return counts;
    }

    private static String kind(Path descriptor) {
        String target;
        try {
            target = Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
        if (target.startsWith("/")) {
            boolean own =
                    target.endsWith(".jar")
                            || target.endsWith(".so")
                            || target.contains("/lib/modules")
                            || target.contains("content.sqlite")
                            || target.equals("/dev/random")
                            || target.equals("/dev/urandom");
            return own ? "" : target;
        }
        return target.replaceAll(":.*", "");
    }

    /// Ends what is left, so that it does not disturb other tests.
    void kill() {
        processes()
                .forEach(
                        process ->
                                ProcessHandle.of(process.pid())
                                        .ifPresent(ProcessHandle::destroyForcibly));
    }
}
