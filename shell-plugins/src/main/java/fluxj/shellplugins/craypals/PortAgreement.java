package fluxj.shellplugins.craypals;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.shell.spi.ShellContext;
import fluxj.shell.spi.ShellProtocol;
import fluxj.shell.spi.ShellProtocol.PortReport;
import fluxj.shell.spi.ShellProtocol.PortVerdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Brings the shells of a job to two ports that are free on all hosts. Each tells the leader what
/// it has found; when all have, the leader says that these are the ports, or which to look at next.
final class PortAgreement {
    /// Above those of the distributors, and of connections that the system gives a port to.
    private static final int LOWEST = 61_000;

    private static final int PAIRS = 2_200;
    private static final int ROUNDS = 16;

    private final ShellContext shell;
    private final List<Call<PortReport, PortVerdict>> reports = new ArrayList<>();
    private String firstTaken = "";
    private int rounds;

    /// Its methods are bound.
    PortAgreement(ShellContext shell) {
        this.shell = shell;
        shell.messages().serve(ShellProtocol.CRAY_PALS_PORTS, this::reported);
    }

    /// Agrees on ports.
    ///
    /// @return those of them that are free everywhere; fails when there are none
    Promise<ControlPorts> agree(ControlPorts wanted) {
        return probe(shell, wanted)
                .flatMap(
                        taken ->
                                shell.messages()
                                        .ask(
                                                0,
                                                ShellProtocol.CRAY_PALS_PORTS,
                                                new PortReport(
                                                        shell.job().rank(),
                                                        wanted.first(),
                                                        wanted.second(),
                                                        taken)))
                .flatMap(
                        verdict -> {
                            ControlPorts next = wanted.withPorts(verdict.first(), verdict.second());
                            return verdict.settled() ? Promise.of(next) : agree(next);
                        });
    }

    /// Looks at the ports of this host.
    ///
    /// @return the one that is taken; 0 for none
    static Promise<Integer> probe(ShellContext shell, ControlPorts wanted) {
        return shell.reactor().blocking(() -> PortProbe.taken(wanted.first(), wanted.second()));
    }

    /// What the job's exception says.
    static FluxException taken(int port, String host) {
        return new FluxException(Errno.EADDRINUSE, "port " + port + " is in use on host " + host);
    }

    private void reported(Call<PortReport, PortVerdict> call) {
        reports.add(call);
        if (reports.size() < shell.job().size()) {
            return;
        }
        List<Call<PortReport, PortVerdict>> all = List.copyOf(reports);
        reports.clear();
        PortReport worst =
                all.stream()
                        .map(Call::body)
                        .filter(report -> report.taken() != 0)
                        .min(Comparator.comparingInt(PortReport::shellRank))
                        .orElse(all.getFirst().body());
        if (worst.taken() == 0) {
            tell(all, new PortVerdict(worst.first(), worst.second(), true));
            return;
        }
        String host = shell.job().node(worst.shellRank()).name();
        if (firstTaken.isEmpty()) {
            firstTaken = taken(worst.taken(), host).text();
        }
        if (++rounds > ROUNDS) {
            FluxException error =
                    new FluxException(
                            Errno.EADDRINUSE,
                            firstTaken + ", and no other two were found free on all hosts");
            all.forEach(each -> each.fail(error));
            return;
        }
        int port = LOWEST + 2 * Math.floorMod(shell.job().id().value() + rounds, PAIRS);
        shell.log()
                .warn(
                        taken(worst.taken(), host).text()
                                + ": trying ports "
                                + port
                                + ","
                                + (port + 1));
        tell(all, new PortVerdict(port, port + 1, false));
    }

    private static void tell(List<Call<PortReport, PortVerdict>> all, PortVerdict verdict) {
        all.forEach(each -> each.reply(verdict));
    }
}
