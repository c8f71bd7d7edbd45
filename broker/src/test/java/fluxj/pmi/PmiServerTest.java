package fluxj.pmi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class PmiServerTest {
    private final List<String> out = new ArrayList<>();
    private final PmiKeys keys = new PmiKeys(Map.of("PMI_process_mapping", "(vector,(0,1,2))"));
    private final PmiServer server =
            new PmiServer(
                    new PmiServer.Program("-", 3, 2),
                    keys,
                    new PmiServer.Clients() {
                        @Override
                        public void send(int rank, String line) {
                            out.add(rank + ": " + line);
                        }

                        @Override
                        public void finished(int rank) {
                            out.add(rank + " finished");
                        }

                        @Override
                        public void abort(int rank, int exitCode, String message) {
                            out.add(rank + " aborts with " + exitCode + ": " + message);
                        }

                        @Override
                        public void barrier() {
                            out.add("all wait");
                        }

                        @Override
                        public void warn(String text) {
                            out.add(text);
                        }
                    });

    private String answer(String line) {
        out.clear();
        server.receive(0, line);
        return String.join("\n", out);
    }

    @Test
    void answersTheCommandsOfRfc13() {
        assertEquals(
                "0: cmd=response_to_init rc=0 pmi_version=1 pmi_subversion=1",
                answer("cmd=init pmi_version=1 pmi_subversion=1"));
        assertEquals(
                "0: cmd=maxes rc=0 kvsname_max=64 keylen_max=64 vallen_max=1024",
                answer("cmd=get_maxes"));
        assertEquals("0: cmd=my_kvsname rc=0 kvsname=-", answer("cmd=get_my_kvsname"));
        assertEquals("0: cmd=universe_size rc=0 size=3", answer("cmd=get_universe_size"));
        assertEquals("0: cmd=appnum rc=0 appnum=0", answer("cmd=get_appnum"));
        assertEquals("0: cmd=finalize_ack rc=0\n0 finished", answer("cmd=finalize"));
    }

    @Test
    void refusesOtherVersions() {
        assertEquals(
                "is application unintentionally using slurm libpmi2.so?\n"
                        + "0: cmd=response_to_init rc=-1",
                answer("cmd=init pmi_version=2 pmi_subversion=0"));
        assertEquals(
                "0: cmd=response_to_init rc=-1", answer("cmd=init pmi_version=1 pmi_subversion=0"));
    }

    @Test
    void keepsValuesWithTheirSpaces() {
        assertEquals(
                "0: cmd=put_result rc=0",
                answer("cmd=put kvsname=- key=0 value={\"host\": \"a\"}"));
        assertEquals(
                "0: cmd=get_result rc=0 value={\"host\": \"a\"}",
                answer("cmd=get kvsname=- key=0"));
        assertEquals(
                "0: cmd=get_result rc=0 value=(vector,(0,1,2))",
                answer("cmd=get kvsname=- key=PMI_process_mapping"));
        assertEquals("0: cmd=get_result rc=4", answer("cmd=get kvsname=- key=nobody"));
    }

    @Test
    void refusesWhatIsTooLong() {
        String longKey = "k".repeat(PmiServer.KEY_MAX);
        String longValue = "v".repeat(PmiServer.VALUE_MAX);
        assertEquals(
                "0: cmd=put_result rc=5", answer("cmd=put kvsname=- key=" + longKey + " value=v"));
        assertEquals(
                "0: cmd=put_result rc=7", answer("cmd=put kvsname=- key=k value=" + longValue));
        assertEquals(
                "0: cmd=put_result rc=8", answer("cmd=put kvsname=" + longKey + " key=k value=v"));
        assertEquals("0: cmd=get_result rc=5", answer("cmd=get kvsname=- key=" + longKey));
        assertEquals(
                "0: cmd=put_result rc=0",
                answer("cmd=put kvsname=- key=k value=" + longValue.substring(1)));
    }

    @Test
    void theBarrierIsFullWhenAllRanksOfThisServerAreInIt() {
        assertEquals("", answer("cmd=barrier_in"));
        assertEquals("", answer("cmd=barrier_in"));
        server.receive(2, "cmd=barrier_in");
        assertEquals(List.of("all wait"), out);
        out.clear();
        server.release(PmiResult.SUCCESS);
        assertEquals(List.of("0: cmd=barrier_out rc=0", "2: cmd=barrier_out rc=0"), out);
        assertEquals("", answer("cmd=barrier_in"), "the barrier closes behind them");
        server.receive(2, "cmd=barrier_in");
        out.clear();
        server.release(PmiResult.FAIL);
        assertEquals(List.of("0: cmd=barrier_out rc=-1", "2: cmd=barrier_out rc=-1"), out);
    }

    @Test
    void aFullBarrierIsTriedOnce() {
        server.receive(2, "cmd=barrier_in");
        server.receive(0, "cmd=barrier_in");
        assertEquals("", answer("cmd=barrier_in"));
        server.gone(2);
        assertEquals("", answer("cmd=barrier_in"));
        server.release(PmiResult.SUCCESS);
        assertEquals(List.of("0: cmd=barrier_out rc=0"), out);
    }

    @Test
    void aRankThatIsGoneIsNotInTheBarrier() {
        server.receive(0, "cmd=barrier_in");
        server.gone(0);
        server.begin(0);
        server.receive(2, "cmd=barrier_in");
        assertEquals(List.of(), out);
        server.receive(0, "cmd=barrier_in");
        assertEquals(List.of("all wait"), out);
    }

    @Test
    void tellsOnceWhoIsMissingInABarrier() {
        String text = "rank 0 is in a barrier that rank 2 has left PMI without entering";
        assertEquals("", answer("cmd=barrier_in"));
        server.gone(2);
        assertEquals(List.of(text), out);
        assertEquals("", answer("cmd=barrier_in"));
    }

    /// One task may run several programs, one after the other.
    @Test
    void aRankThatHasFinalizedMayComeAgain() {
        server.receive(2, "cmd=finalize");
        assertEquals("", answer("cmd=barrier_in"));
        server.receive(2, "cmd=barrier_in");
        assertEquals(List.of("all wait"), out);
    }

    @Test
    void othersKeysComeWithTheExchange() {
        answer("cmd=put kvsname=- key=mine value=1");
        answer("cmd=put kvsname=- key=local::mine value=2");
        assertEquals(Map.of("mine", "1"), keys.pending());
        assertEquals("0: cmd=get_result rc=4", answer("cmd=get kvsname=- key=theirs"));
        keys.merge(Map.of("mine", "1", "theirs", "3"));
        assertEquals(Map.of(), keys.pending());
        assertEquals("0: cmd=get_result rc=0 value=3", answer("cmd=get kvsname=- key=theirs"));
        assertEquals("0: cmd=get_result rc=0 value=1", answer("cmd=get kvsname=- key=mine"));
        assertEquals("0: cmd=get_result rc=0 value=2", answer("cmd=get kvsname=- key=local::mine"));
    }

    @Test
    void aValueThatIsNoTextIsRefused() {
        assertEquals("0: cmd=put_result rc=4", answer("cmd=put kvsname=- key=k value=a\ufffdb"));
    }

    @Test
    void anErrorShowsNothingThatATerminalWouldObey() {
        FluxException e =
                assertThrows(
                        FluxException.class,
                        () -> server.receive(0, "cmd=\u001b[2J" + "x".repeat(100)));
        assertEquals("not a PMI command: cmd=\ufffd[2J" + "x".repeat(32) + "…", e.getMessage());
    }

    @Test
    void passesAnAbortOn() {
        assertEquals(
                "0 aborts with 7: out of luck",
                answer("cmd=abort exitcode=7 error_msg=out of luck"));
        assertEquals("0 aborts with 1: aborted", answer("cmd=abort"));
    }

    @Test
    void refusesWhatItDoesNotOffer() {
        assertEquals(
                "0: cmd=publish_result rc=-1 msg=command not implemented",
                answer("cmd=publish_name service=a port=1"));
        assertEquals("", answer("mcmd=spawn"));
        assertEquals("", answer("nprocs=2"));
        assertEquals("0: cmd=spawn_result rc=-1", answer("endcmd"));
        assertEquals("0: cmd=appnum rc=0 appnum=0", answer("cmd=get_appnum"));
    }

    @Test
    void malformedLinesAreProtocolErrors() {
        for (String line :
                List.of(
                        "",
                        "cmd=",
                        "cmd",
                        "cmd=dance",
                        "xcmd=init pmi_version=1 pmi_subversion=1",
                        "cmd=init",
                        "cmd=init pmi_version=1 pmi_subversion=9999999999",
                        "cmd=init pmi_version=x pmi_subversion=1",
                        "cmd=put kvsname=- key=k",
                        "cmd=put key=k value=v",
                        "cmd=get kvsname=-")) {
            FluxException e = assertThrows(FluxException.class, () -> server.receive(0, line));
            assertEquals(Errno.EPROTO, e.errno(), line);
        }
        assertEquals(List.of(), out);
    }
}
