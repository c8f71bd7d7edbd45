package fluxj.platform.os;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.platform.Signum;
import fluxj.reactor.Deferred;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

@Timeout(60)
class OsSignalsTest {
    @Test
    void bringsSignalsToTheReactor() {
        try (ReactorThread thread = new ReactorThread();
                OsSignals signals = new OsSignals(thread.reactor())) {
            int self = new OsHostFacts(thread.reactor().random()).pid();
            for (int signum :
                    List.of(
                            Signum.SIGHUP,
                            Signum.SIGINT,
                            Signum.SIGTERM,
                            Signum.SIGALRM,
                            Signum.SIGUSR1,
                            Signum.SIGUSR2)) {
                Deferred<Integer> caught = new Deferred<>();
                assertEquals(List.of(), signals.handle(List.of(signum), caught::complete));
                LibcProcess.kill(self, signum);
                assertEquals(signum, thread.await(() -> caught));
            }
        }
    }

    @Test
    void leavesQuitToTheJvm() {
        try (ReactorThread thread = new ReactorThread();
                OsSignals signals = new OsSignals(thread.reactor())) {
            assertEquals(
                    List.of(Signum.SIGQUIT, Signum.SIGKILL),
                    signals.handle(
                            List.of(Signum.SIGQUIT, Signum.SIGUSR1, Signum.SIGKILL), _ -> {}));
        }
    }
}
