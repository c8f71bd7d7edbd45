package fluxj.pmi;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.util.BitSet;
import java.util.Optional;

/// A server of the PMI-1 simple protocol (RFC 13) for those ranks of a program that speak to it:
/// lines come in, lines go out. Who carries the lines is not its business, nor is how several
/// servers of one program agree at a barrier. Programs cannot grow: publish, lookup and spawn are
/// refused. PMI-2's wire is refused as in flux-core, whose `libpmi2.so` speaks PMI-1.
public final class PmiServer {
    /// Longest name of a key-value space or key, counting the end of a C string.
    public static final int KEY_MAX = 64;

    /// Longest value, counting the end of a C string.
    public static final int VALUE_MAX = 1024;

    /// How much of a line that is no command an error shows.
    private static final int SHOWN_MAX = 40;

    /// What stands for bytes that are no text.
    private static final char NO_TEXT = '\ufffd';

    /// The program.
    ///
    /// @param kvsname the name of its key-value space
    /// @param size how many ranks it has
    /// @param local how many of them speak to this server
    public record Program(String kvsname, int size, int local) {}

    /// Where answers go.
    public interface Clients {
        /// Sends a line, its newline not included.
        void send(int rank, String line);

        /// That rank has said good-bye: its answer is sent, the connection can be closed.
        void finished(int rank);

        /// That rank wants everything to end.
        void abort(int rank, int exitCode, String message);

        /// All ranks of this server wait at the barrier, until [PmiServer#release].
        void barrier();

        /// Something looks wrong.
        void warn(String text);
    }

    private final Program program;
    private final PmiKeys keys;
    private final Clients clients;
    private final BitSet inBarrier = new BitSet();
    private final BitSet inSpawn = new BitSet();
    private final BitSet left = new BitSet();
    private boolean barrierFull;
    private boolean missingTold;

    /// @param keys what is in the key-value space
    public PmiServer(Program program, PmiKeys keys, Clients clients) {
        this.program = program;
        this.keys = keys;
        this.clients = clients;
    }

    /// Takes one line of that rank, its newline not included.
    ///
    /// @throws FluxException EPROTO when it is not a command, or one without what it needs
    public void receive(int rank, String text) {
        PmiLine line = new PmiLine(text);
        if (inSpawn.get(rank)) {
            if (text.equals("endcmd")) {
                inSpawn.clear(rank);
                clients.send(rank, "cmd=spawn_result rc=-1");
            }
            return;
        }
        if (line.word("mcmd").filter("spawn"::equals).isPresent()) {
            inSpawn.set(rank);
            return;
        }
        switch (line.word("cmd").orElse("")) {
            case "init" -> clients.send(rank, init(rank, line));
            case "get_maxes" ->
                    clients.send(
                            rank,
                            "cmd=maxes rc=0 kvsname_max=%d keylen_max=%d vallen_max=%d"
                                    .formatted(KEY_MAX, KEY_MAX, VALUE_MAX));
            case "get_my_kvsname" ->
                    clients.send(rank, "cmd=my_kvsname rc=0 kvsname=" + program.kvsname());
            case "get_universe_size" ->
                    clients.send(rank, "cmd=universe_size rc=0 size=" + program.size());
            case "get_appnum" -> clients.send(rank, "cmd=appnum rc=0 appnum=0");
            case "put" -> clients.send(rank, "cmd=put_result rc=" + put(line).number());
            case "get" -> clients.send(rank, "cmd=get_result " + get(line));
            case "barrier_in" -> enterBarrier(rank);
            case "finalize" -> {
                clients.send(rank, "cmd=finalize_ack rc=0");
                clients.finished(rank);
            }
            case "abort" -> abort(rank, line);
            case "publish_name" -> refuse(rank, "publish_result");
            case "unpublish_name" -> refuse(rank, "unpublish_result");
            case "lookup_name" -> refuse(rank, "lookup_result");
            default -> throw malformed(text);
        }
    }

    /// Lets those who wait at the barrier go on.
    ///
    /// @param result [PmiResult#FAIL] tells them that the others have not come
    public void release(PmiResult result) {
        BitSet waiting = (BitSet) inBarrier.clone();
        inBarrier.clear();
        barrierFull = false;
        missingTold = false;
        String line = "cmd=barrier_out rc=" + result.number();
        waiting.stream().forEach(rank -> clients.send(rank, line));
    }

    /// Nothing more comes from that rank: its connection is gone.
    public void gone(int rank) {
        inBarrier.clear(rank);
        inSpawn.clear(rank);
        leave(rank);
    }

    /// A new process has taken the place of that rank, or its first.
    public void begin(int rank) {
        inBarrier.clear(rank);
        inSpawn.clear(rank);
        left.clear(rank);
    }

    private String init(int rank, PmiLine line) {
        int version = number(line, "pmi_version");
        int subversion = number(line, "pmi_subversion");
        if (version == 2 && rank == 0) {
            clients.warn("is application unintentionally using slurm libpmi2.so?");
        }
        boolean understood = version > 2 || (version == 1 && subversion >= 1);
        return understood
                ? "cmd=response_to_init rc=0 pmi_version=1 pmi_subversion=1"
                : "cmd=response_to_init rc=" + PmiResult.FAIL.number();
    }

    private PmiResult put(PmiLine line) {
        PmiResult names = checkNames(line);
        if (names != PmiResult.SUCCESS) {
            return names;
        }
        String value = required(line.rest("value"), line);
        if (value.length() >= VALUE_MAX) {
            return PmiResult.INVALID_VAL_LENGTH;
        }
        if (line.text().indexOf(NO_TEXT) >= 0) {
            return PmiResult.INVALID_KEY;
        }
        keys.put(required(line.word("key"), line), value);
        return PmiResult.SUCCESS;
    }

    private String get(PmiLine line) {
        PmiResult names = checkNames(line);
        if (names != PmiResult.SUCCESS) {
            return "rc=" + names.number();
        }
        return keys.get(required(line.word("key"), line))
                .map(value -> "rc=0 value=" + value)
                .orElseGet(() -> "rc=" + PmiResult.INVALID_KEY.number());
    }

    private static PmiResult checkNames(PmiLine line) {
        if (required(line.word("kvsname"), line).length() >= KEY_MAX) {
            return PmiResult.INVALID_LENGTH;
        }
        return required(line.word("key"), line).length() >= KEY_MAX
                ? PmiResult.INVALID_KEY_LENGTH
                : PmiResult.SUCCESS;
    }

    private void enterBarrier(int rank) {
        left.clear(rank);
        inBarrier.set(rank);
        if (!barrierFull && inBarrier.cardinality() == program.local()) {
            barrierFull = true;
            clients.barrier();
        } else {
            tellWhoIsMissing();
        }
    }

    private void leave(int rank) {
        if (!left.get(rank)) {
            left.set(rank);
            tellWhoIsMissing();
        }
    }

    /// Somebody waits for others that will not come.
    private void tellWhoIsMissing() {
        if (!barrierFull && !missingTold && !inBarrier.isEmpty() && !left.isEmpty()) {
            missingTold = true;
            clients.warn(
                    "rank "
                            + inBarrier.nextSetBit(0)
                            + " is in a barrier that rank "
                            + left.nextSetBit(0)
                            + " has left PMI without entering");
        }
    }

    private void abort(int rank, PmiLine line) {
        int code = line.number("exitcode").orElse(line.number("exit_code").orElse(1));
        clients.abort(rank, code, line.rest("error_msg").orElse("aborted"));
    }

    private void refuse(int rank, String answer) {
        clients.send(rank, "cmd=" + answer + " rc=-1 msg=command not implemented");
    }

    private static int number(PmiLine line, String key) {
        return line.number(key).orElseThrow(() -> malformed(line.text()));
    }

    private static String required(Optional<String> value, PmiLine line) {
        return value.orElseThrow(() -> malformed(line.text()));
    }

    private static FluxException malformed(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(SHOWN_MAX)
                .map(each -> Character.isISOControl(each) ? NO_TEXT : each)
                .forEach(shown::appendCodePoint);
        if (shown.length() < text.length()) {
            shown.append('…');
        }
        return new FluxException(Errno.EPROTO, "not a PMI command: " + shown);
    }
}
