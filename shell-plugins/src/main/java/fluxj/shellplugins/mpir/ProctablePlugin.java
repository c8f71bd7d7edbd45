package fluxj.shellplugins.mpir;

import fluxj.errors.Errno;
import fluxj.job.Namelist;
import fluxj.job.Rangelist;
import fluxj.reactor.Promise;
import fluxj.reactor.Timer;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.shell.spi.Hold;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellPlugin;
import fluxj.shell.spi.ShellPluginFactory;
import fluxj.shell.spi.ShellProtocol;
import fluxj.shell.spi.ShellProtocol.Processes;
import fluxj.shell.spi.ShellTask;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Tells which process each task is: a shell of its own tasks, the leader of all.
final class ProctablePlugin implements ShellPlugin {
    /// A shell that is about to end may not answer.
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final ShellContext shell;

    private ProctablePlugin(ShellContext shell) {
        this.shell = shell;
    }

    /// Makes it.
    public static final class Factory implements ShellPluginFactory {
        @Override
        public String name() {
            return "mpir";
        }

        @Override
        public ShellPlugin create(ShellContext shell) {
            return new ProctablePlugin(shell);
        }
    }

    private record Row(String host, String executable, long task, long pid, long brokerRank) {}

    @Override
    public Promise<Empty> init() {
        shell.messages().serve(ShellProtocol.PROCTABLE, this::ask);
        return Promise.of(Empty.EMPTY);
    }

    private void ask(Call<Empty, Processes> call) {
        List<Row> rows = own();
        if (!shell.job().isLeader() || shell.job().size() == 1) {
            call.reply(table(rows));
            return;
        }
        Hold hold = shell.hold("proctable.get");
        Gathering gathering = new Gathering(call, rows, hold);
        for (int rank = 1; rank < shell.job().size(); rank++) {
            shell.messages()
                    .ask(rank, ShellProtocol.PROCTABLE, Empty.EMPTY)
                    .then(gathering::add, _ -> gathering.cancel());
        }
    }

    /// The tables of all shells, until the last has come or one does not.
    private final class Gathering {
        private final Call<Empty, Processes> call;
        private final List<Row> rows;
        private final Hold hold;
        private final Timer timer;
        private int missing = shell.job().size() - 1;

        Gathering(Call<Empty, Processes> call, List<Row> rows, Hold hold) {
            this.call = call;
            this.rows = rows;
            this.hold = hold;
            timer = shell.reactor().after(LIMIT, this::cancel);
        }

        void add(Processes other) {
            rows.addAll(rows(other));
            if (--missing == 0 && !call.isAnswered()) {
                finish();
                rows.sort(Comparator.comparingLong(Row::task));
                call.reply(table(rows));
            }
        }

        void cancel() {
            if (!call.isAnswered()) {
                finish();
                call.fail(Errno.ECANCELED, "");
            }
        }

        private void finish() {
            timer.cancel();
            hold.release();
        }
    }

    private List<Row> own() {
        List<Row> rows = new ArrayList<>();
        for (ShellTask task : shell.tasks()) {
            rows.add(
                    new Row(
                            shell.hostname(),
                            task.command().isEmpty() ? "" : task.command().getFirst(),
                            task.rank(),
                            task.pid().orElse(0),
                            shell.job().node().brokerRank()));
        }
        return rows;
    }

    private static Processes table(List<Row> rows) {
        return new Processes(
                new Namelist(rows.stream().map(Row::host).toList()).toJson(),
                new Namelist(rows.stream().map(Row::executable).toList()).toJson(),
                new Rangelist(rows.stream().map(Row::task).toList()).toJson(),
                new Rangelist(rows.stream().map(Row::pid).toList()).toJson(),
                new Rangelist(rows.stream().map(Row::brokerRank).toList()).toJson());
    }

    private static List<Row> rows(Processes table) {
        List<String> hosts = Namelist.of(table.hosts()).names();
        List<String> executables = Namelist.of(table.executables()).names();
        List<Long> tasks = Rangelist.of(table.ids()).values();
        List<Long> pids = Rangelist.of(table.pids()).values();
        List<Long> ranks = Rangelist.of(table.ranks()).values();
        List<Row> rows = new ArrayList<>();
        int count = Math.min(Math.min(hosts.size(), executables.size()), tasks.size());
        for (int i = 0; i < Math.min(count, Math.min(pids.size(), ranks.size())); i++) {
            rows.add(
                    new Row(
                            hosts.get(i),
                            executables.get(i),
                            tasks.get(i),
                            pids.get(i),
                            ranks.get(i)));
        }
        return rows;
    }
}
