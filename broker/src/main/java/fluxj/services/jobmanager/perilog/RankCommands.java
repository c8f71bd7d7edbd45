package fluxj.services.jobmanager.perilog;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.rpc.RpcClient;
import fluxj.service.ServiceContext;
import fluxj.services.rexec.RexecProtocol;
import fluxj.services.rexec.RexecProtocol.News;
import fluxj.subprocess.Command;
import fluxj.subprocess.ExecFlags;
import fluxj.subprocess.IoObject;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// One command on each of some ranks, from its start to the end of the last.
final class RankCommands {
    /// Who hears of it. Nothing is said before [RankCommands#start] returns.
    interface Listener {
        /// It runs on all ranks.
        void started();

        /// It said something.
        ///
        /// @param stream `stdout` or `stderr`
        /// @param line without its end
        void line(int rank, String stream, String line);

        /// It ended on a rank.
        ///
        /// @param failure empty when it went well; else why not
        void ended(int rank, Optional<String> failure);

        /// It ended on all ranks.
        void complete();
    }

    /// The command on one rank.
    private static final class RankProcess {
        private Optional<Integer> pid = Optional.empty();
        private Optional<Integer> wanted = Optional.empty();
        private Optional<WaitStatus> status = Optional.empty();
        private final RpcClient.Stream stream;
        private boolean ended;
        private boolean failed;

        RankProcess(RpcClient.Stream stream) {
            this.stream = stream;
        }
    }

    private final ServiceContext flux;
    private final Command command;
    private final Listener listener;
    private final SortedMap<Integer, RankProcess> processes = new TreeMap<>();
    private int starting;
    private int active;
    private int worst;
    private boolean closed;

    RankCommands(ServiceContext flux, Command command, Listener listener) {
        this.flux = flux;
        this.command = command;
        this.listener = listener;
    }

    /// Starts it on these ranks, of which there must be some.
    void start(Idset ranks) {
        starting = ranks.size();
        active = ranks.size();
        RexecProtocol.Exec exec =
                new RexecProtocol.Exec(
                        command.toJson(), ExecFlags.STDOUT | ExecFlags.STDERR, Optional.empty());
        ranks.forEach(
                rank ->
                        processes.put(
                                rank,
                                new RankProcess(
                                        flux.rpc()
                                                .open(
                                                        RexecProtocol.EXEC,
                                                        rank,
                                                        exec,
                                                        later(news -> news(rank, news)),
                                                        later(end -> end(rank, end))))));
    }

    /// An answer may come before the request is written down here.
    private <T> Consumer<T> later(Consumer<T> consumer) {
        return value -> flux.reactor().post(() -> accept(consumer, value));
    }

    private <T> void accept(Consumer<T> consumer, T value) {
        if (!closed) {
            consumer.accept(value);
        }
    }

    private RankProcess process(int rank) {
        RankProcess process = processes.get(rank);
        if (process == null) {
            throw new IllegalStateException("no process on rank " + rank);
        }
        return process;
    }

    private void news(int rank, News news) {
        RankProcess process = process(rank);
        switch (news.type()) {
            case "started" -> {
                process.pid = news.pid();
                process.wanted.ifPresent(signum -> kill(rank, process, signum));
                if (--starting == 0) {
                    listener.started();
                }
            }
            case "output" -> news.io().ifPresent(io -> output(rank, io));
            case "finished" -> process.status = news.status().map(WaitStatus::new);
            default -> {
                // Such as "stopped", which changes nothing here.
            }
        }
    }

    private void output(int rank, IoObject io) {
        String text = new String(io.bytes(), StandardCharsets.UTF_8);
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty()) {
                listener.line(rank, io.stream(), line);
            }
        }
    }

    private void end(int rank, FluxException error) {
        RankProcess process = process(rank);
        if (process.ended) {
            return;
        }
        process.ended = true;
        active--;
        Optional<String> failure = failure(process, error);
        process.failed = failure.isPresent();
        listener.ended(rank, failure);
        if (active == 0) {
            listener.complete();
        }
    }

    private Optional<String> failure(RankProcess process, FluxException error) {
        if (!error.errno().equals(Errno.ENODATA)) {
            worst = Math.max(worst, WaitStatus.exited(1).raw());
            return Optional.of(error.getMessage());
        }
        WaitStatus status = process.status.orElse(new WaitStatus(0));
        worst = Math.max(worst, status.raw());
        if (status.isSuccess()) {
            return Optional.empty();
        }
        return Optional.of(
                status.isSignaled() ? Signum.text(status.signum()) : "nonzero exit code");
    }

    /// Sends a signal to those that still run, on all ranks or some.
    void kill(Optional<Idset> ranks, int signum) {
        processes.forEach(
                (rank, process) -> {
                    if (!process.ended && ranks.map(some -> some.contains(rank)).orElse(true)) {
                        kill(rank, process, signum);
                    }
                });
    }

    private void kill(int rank, RankProcess process, int signum) {
        if (process.pid.isEmpty()) {
            process.wanted = Optional.of(signum);
            return;
        }
        flux.rpc()
                .call(
                        RexecProtocol.KILL,
                        rank,
                        new RexecProtocol.Kill(process.pid.get(), signum, Optional.empty()))
                .then(
                        _ -> {},
                        e -> {
                            if (!e.errno().equals(Errno.ESRCH)) {
                                flux.log().err("kill: " + e.getMessage());
                            }
                        });
    }

    /// Listens no more.
    void close() {
        closed = true;
        processes.values().stream()
                .filter(process -> !process.ended)
                .forEach(process -> process.stream.forget());
    }

    /// How many ranks there are.
    int total() {
        return processes.size();
    }

    /// The ranks where it still runs.
    Idset active() {
        return ranks(process -> !process.ended);
    }

    /// The ranks where it failed.
    Idset failed() {
        return ranks(process -> process.failed);
    }

    private Idset ranks(Predicate<RankProcess> which) {
        Idset.Builder ranks = Idset.builder();
        processes.forEach(
                (rank, process) -> {
                    if (which.test(process)) {
                        ranks.add(rank);
                    }
                });
        return ranks.build();
    }

    /// The greatest of the wait statuses so far.
    int worst() {
        return worst;
    }
}
