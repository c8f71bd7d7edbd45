package fluxj.bootstrap;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.ByteStream;
import fluxj.pmi.PmiLine;
import fluxj.pmi.PmiResult;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/// The client of the PMI-1 simple protocol over the descriptor that `PMI_FD` names (RFC 13, spec
/// broker 4.2): one line asks, one line answers, one at a time.
final class SimpleMethod implements BootstrapMethod, ByteStream.Listener {
    private static final int MAX_LINE = 64 * 1024;
    private static final String FOUND = " found=TRUE";

    /// What this client itself calls a failure.
    private static final int FAIL = PmiResult.FAIL.number();

    private final ByteStream stream;
    private final int rank;
    private final int size;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private String kvsName = "";
    private String expected = "";
    private @Nullable Deferred<PmiLine> waiting;
    private boolean ended;

    SimpleMethod(ByteStream stream, int rank, int size) {
        this.stream = stream;
        this.rank = rank;
        this.size = size;
        stream.listen(this);
    }

    @Override
    public String name() {
        return "simple";
    }

    @Override
    public Promise<Membership> initialize() {
        return ask("cmd=init pmi_version=1 pmi_subversion=1", "response_to_init")
                .map(
                        answer -> {
                            if (answer.number("pmi_version").orElse(0) != 1
                                    || answer.number("pmi_subversion").orElse(0) != 1) {
                                throw error(FAIL);
                            }
                            return answer;
                        })
                .flatMap(_ -> ask("cmd=get_maxes", "maxes"))
                .flatMap(_ -> ask("cmd=get_my_kvsname", "my_kvsname"))
                .map(
                        answer -> {
                            kvsName = answer.word("kvsname").orElseThrow(() -> error(FAIL));
                            return new Membership(rank, size, kvsName);
                        });
    }

    @Override
    public Promise<Empty> put(String key, String value) {
        return ask("cmd=put kvsname=" + kvsName + " key=" + key + " value=" + value, "put_result")
                .map(_ -> Empty.EMPTY);
    }

    @Override
    public Promise<String> get(String key) {
        return ask("cmd=get kvsname=" + kvsName + " key=" + key, "get_result")
                .map(
                        answer -> {
                            String value = answer.rest("value").orElseThrow(() -> error(FAIL));
                            return value.endsWith(FOUND)
                                    ? value.substring(0, value.length() - FOUND.length())
                                    : value;
                        });
    }

    @Override
    public Promise<Empty> barrier() {
        return ask("cmd=barrier_in", "barrier_out").map(_ -> Empty.EMPTY);
    }

    @Override
    public Promise<Empty> finish() {
        return ask("cmd=finalize", "finalize_ack")
                .map(
                        _ -> {
                            ended = true;
                            stream.close();
                            return Empty.EMPTY;
                        });
    }

    /// The server does not answer; it ends the job.
    @Override
    public boolean abort(String message) {
        String line = "cmd=abort exitcode=1 error_msg=" + message.replace('\n', ' ') + "\n";
        stream.write(line.getBytes(StandardCharsets.UTF_8));
        stream.end();
        return true;
    }

    private Promise<PmiLine> ask(String question, String answer) {
        if (waiting != null) {
            throw new IllegalStateException("PMI is asked while it has not answered");
        }
        if (ended || question.indexOf('\n') >= 0) {
            return Promise.failed(error(FAIL));
        }
        Deferred<PmiLine> result = new Deferred<>();
        waiting = result;
        expected = answer;
        stream.write((question + "\n").getBytes(StandardCharsets.UTF_8));
        return result;
    }

    @Override
    public void onBytes(byte[] chunk) {
        for (byte b : chunk) {
            if (b == '\n') {
                String text = line.toString(StandardCharsets.UTF_8);
                line.reset();
                answered(new PmiLine(text));
            } else if (line.size() < MAX_LINE) {
                line.write(b);
            } else {
                onEnd();
                return;
            }
        }
    }

    private void answered(PmiLine answer) {
        Deferred<PmiLine> asked = waiting;
        if (asked == null) {
            return;
        }
        waiting = null;
        int rc = returnCode(answer);
        if (!answer.word("cmd").orElse("").equals(expected)) {
            asked.fail(error(FAIL));
        } else if (rc != 0) {
            asked.fail(error(rc));
        } else {
            asked.complete(answer);
        }
    }

    private static int returnCode(PmiLine answer) {
        String text = answer.word("rc").orElse("0");
        if (text.startsWith("-")) {
            return FAIL;
        }
        OptionalInt number = answer.number("rc");
        return text.equals("0") ? 0 : number.orElse(FAIL);
    }

    @Override
    public void onEnd() {
        ended = true;
        Deferred<PmiLine> asked = waiting;
        waiting = null;
        if (asked != null) {
            asked.fail(error(FAIL));
        }
    }

    private static FluxException error(int rc) {
        Errno errno = rc == PmiResult.INVALID_KEY.number() ? Errno.ENOENT : Errno.EIO;
        return new FluxException(errno, PmiResult.text(rc));
    }
}
