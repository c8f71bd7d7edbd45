package fluxj.bootstrap;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The server of the PMI-1 simple protocol for all ranks of one instance (RFC 13): lines come in,
/// lines go out. It holds the key-value space and the barrier; who carries the lines is not its
/// business. Process groups cannot grow: publish, lookup and spawn are refused.
public final class PmiServer {
    /// The name of the one key-value space; brokers take it for "not run as a job".
    public static final String KVSNAME = "-";

    /// Longest name of a key-value space or key, counting the end of a C string.
    public static final int KEY_MAX = 64;

    /// Longest value, counting the end of a C string.
    public static final int VALUE_MAX = 1024;

    private static final int FAIL = -1;
    private static final int INVALID_KEY = 4;
    private static final int INVALID_KEY_LENGTH = 5;
    private static final int INVALID_VALUE_LENGTH = 7;
    private static final int INVALID_LENGTH = 8;

    /// Where answers go.
    public interface Clients {
        /// Sends a line, its newline not included.
        void send(int rank, String line);

        /// That rank has said good-bye: its answer is sent, the connection can be closed.
        void finished(int rank);

        /// That rank wants everything to end.
        void abort(int rank, int exitCode, String message);
    }

    private final int size;
    private final Clients clients;
    private final Map<String, String> space;
    private final BitSet inBarrier = new BitSet();
    private final BitSet inSpawn = new BitSet();

    /// A server for ranks 0 to `size - 1`.
    ///
    /// @param keys what is in the key-value space from the start, such as `PMI_process_mapping`
    public PmiServer(int size, Map<String, String> keys, Clients clients) {
        this.size = size;
        this.clients = clients;
        this.space = new HashMap<>(keys);
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
            case "init" -> clients.send(rank, init(line));
            case "get_maxes" ->
                    clients.send(
                            rank, "cmd=maxes rc=0 kvsname_max=64 keylen_max=64 vallen_max=1024");
            case "get_my_kvsname" -> clients.send(rank, "cmd=my_kvsname rc=0 kvsname=" + KVSNAME);
            case "get_universe_size" -> clients.send(rank, "cmd=universe_size rc=0 size=" + size);
            case "get_appnum" -> clients.send(rank, "cmd=appnum rc=0 appnum=0");
            case "put" -> clients.send(rank, "cmd=put_result rc=" + put(line));
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

    /// Forgets what that rank was in the middle of: its connection is gone, or a new process has
    /// taken its place.
    public void gone(int rank) {
        inBarrier.clear(rank);
        inSpawn.clear(rank);
    }

    private static String init(PmiLine line) {
        int version = number(line, "pmi_version");
        int subversion = number(line, "pmi_subversion");
        boolean understood = version > 2 || (version == 1 && subversion >= 1);
        return understood
                ? "cmd=response_to_init rc=0 pmi_version=1 pmi_subversion=1"
                : "cmd=response_to_init rc=" + FAIL;
    }

    private int put(PmiLine line) {
        int problem = checkNames(line);
        if (problem != 0) {
            return problem;
        }
        String value = required(line.rest("value"), line);
        if (value.length() >= VALUE_MAX) {
            return INVALID_VALUE_LENGTH;
        }
        space.put(required(line.word("key"), line), value);
        return 0;
    }

    private String get(PmiLine line) {
        int problem = checkNames(line);
        if (problem != 0) {
            return "rc=" + problem;
        }
        String value = space.get(required(line.word("key"), line));
        return value == null ? "rc=" + INVALID_KEY : "rc=0 value=" + value;
    }

    private static int checkNames(PmiLine line) {
        if (required(line.word("kvsname"), line).length() >= KEY_MAX) {
            return INVALID_LENGTH;
        }
        return required(line.word("key"), line).length() >= KEY_MAX ? INVALID_KEY_LENGTH : 0;
    }

    private void enterBarrier(int rank) {
        inBarrier.set(rank);
        if (inBarrier.cardinality() == size) {
            inBarrier.clear();
            for (int each = 0; each < size; each++) {
                clients.send(each, "cmd=barrier_out rc=0");
            }
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
        String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        return new FluxException(Errno.EPROTO, "not a PMI command: " + shown);
    }
}
