package fluxj.shellplugins.pmi;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.shell.spi.ShellProtocol.PmiDictionary;
import fluxj.wire.Payload;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Brings what the tasks of each shell have put to all shells: up a tree of shells to the leader,
/// each adding its own, and from there down again. The tree has nothing to do with the brokers'
/// tree. All shells take part in each round, or nobody's round ends well.
final class PmiExchange {
    private final int children;
    private final boolean isRoot;
    private final Function<PmiDictionary, Promise<PmiDictionary>> askParent;
    private @Nullable Round round;
    private boolean over;

    /// One time that all shells exchange.
    private static final class Round {
        final Map<String, JsonValue> all = new LinkedHashMap<>();
        final List<Call<PmiDictionary, PmiDictionary>> waiting = new ArrayList<>();
        final Deferred<Map<String, String>> done = new Deferred<>();
        boolean ready;
        boolean asked;
    }

    /// @param tree where this shell is among the others
    /// @param askParent tells the shell above what is known so far, and gets all
    PmiExchange(ShellTree tree, Function<PmiDictionary, Promise<PmiDictionary>> askParent) {
        children = tree.children();
        isRoot = tree.parent().isEmpty();
        this.askParent = askParent;
    }

    private Round round() {
        Round current = round;
        if (current == null) {
            current = new Round();
            round = current;
        }
        return current;
    }

    /// All tasks of this shell are ready.
    ///
    /// @param own what they have put
    /// @return what the tasks of all shells have put; fails when a shell is gone
    Promise<Map<String, String>> begin(Map<String, String> own) {
        Round current = round();
        own.forEach((key, value) -> current.all.put(key, JsonValue.of(value)));
        current.ready = true;
        advance(current);
        return current.done;
    }

    /// A shell below this one and all below that are ready.
    void request(Call<PmiDictionary, PmiDictionary> call) {
        if (over) {
            throw ended();
        }
        Round current = round();
        if (current.waiting.size() == children) {
            throw new FluxException(
                    Errno.EINPROGRESS, "pmi-exchange received too many child requests");
        }
        current.all.putAll(call.body().values().members());
        current.waiting.add(call);
        advance(current);
    }

    /// All tasks of this shell have ended: there will be no other round, and what shells below it
    /// wait for does not come.
    void end() {
        over = true;
        Round current = round;
        if (current != null && !current.asked) {
            fail(current, ended());
        }
    }

    private static FluxException ended() {
        return new FluxException(Errno.EIO, "all tasks of a shell have ended");
    }

    private void advance(Round current) {
        if (current.asked || !current.ready || current.waiting.size() < children) {
            return;
        }
        current.asked = true;
        PmiDictionary known = dictionary(current);
        if (isRoot) {
            end(current, known);
        } else {
            askParent.apply(known).then(all -> end(current, all), error -> fail(current, error));
        }
    }

    private static PmiDictionary dictionary(Round current) {
        JsonObject.Builder values = JsonObject.builder();
        current.all.forEach(values::put);
        return new PmiDictionary(values.build());
    }

    private void end(Round current, PmiDictionary all) {
        round = null;
        Payload payload = current.waiting.isEmpty() ? Payload.NONE : Payload.of(all);
        for (Call<PmiDictionary, PmiDictionary> call : current.waiting) {
            if (!call.isAnswered()) {
                call.reply(payload);
            }
        }
        Map<String, String> texts = new LinkedHashMap<>();
        all.values()
                .members()
                .forEach(
                        (key, value) -> {
                            if (value instanceof JsonValue.Text(String text)) {
                                texts.put(key, text);
                            }
                        });
        current.done.complete(texts);
    }

    private void fail(Round current, FluxException error) {
        round = null;
        for (Call<PmiDictionary, PmiDictionary> call : current.waiting) {
            if (!call.isAnswered()) {
                call.fail(error);
            }
        }
        current.done.fail(error);
    }
}
