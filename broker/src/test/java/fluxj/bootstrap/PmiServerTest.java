package fluxj.bootstrap;

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
    private final PmiServer server =
            new PmiServer(
                    2,
                    Map.of("PMI_process_mapping", "(vector,(0,1,2))"),
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
        assertEquals("0: cmd=universe_size rc=0 size=2", answer("cmd=get_universe_size"));
        assertEquals("0: cmd=appnum rc=0 appnum=0", answer("cmd=get_appnum"));
        assertEquals("0: cmd=finalize_ack rc=0\n0 finished", answer("cmd=finalize"));
    }

    @Test
    void refusesOtherVersions() {
        assertEquals(
                "0: cmd=response_to_init rc=-1", answer("cmd=init pmi_version=2 pmi_subversion=0"));
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
    void opensTheBarrierWhenAllRanksAreInIt() {
        server.receive(0, "cmd=barrier_in");
        server.receive(0, "cmd=barrier_in");
        assertEquals(List.of(), out);
        server.receive(1, "cmd=barrier_in");
        assertEquals(List.of("0: cmd=barrier_out rc=0", "1: cmd=barrier_out rc=0"), out);
        out.clear();
        server.receive(1, "cmd=barrier_in");
        assertEquals(List.of(), out, "the barrier closes behind them");
    }

    @Test
    void aRankThatIsGoneIsNotInTheBarrier() {
        server.receive(0, "cmd=barrier_in");
        server.gone(0);
        server.receive(1, "cmd=barrier_in");
        assertEquals(List.of(), out);
        server.receive(0, "cmd=barrier_in");
        assertEquals(2, out.size());
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
