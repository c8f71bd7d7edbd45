package fluxj.services.jobmanager;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.Call;
import fluxj.rpc.HandlerTable;
import fluxj.service.Service;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvs.KvsProtocol.Commit;
import fluxj.services.kvs.KvsProtocol.Found;
import fluxj.services.kvs.KvsProtocol.Lookup;
import fluxj.services.kvs.KvsProtocol.Root;
import fluxj.treeobj.Dir;
import fluxj.treeobj.Treeobj;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A KVS of one namespace in memory that outlives the broker, and whose commits a test may hold
/// back or let fail.
final class MemoryKvs implements Service {
    private final TreeMap<String, String> values = new TreeMap<>();
    private final Deque<Call<Commit, Root>> held = new ArrayDeque<>();
    private final List<Integer> flags = new ArrayList<>();
    private final Deque<Call<Lookup, Found>> heldLookups = new ArrayDeque<>();
    private boolean holding;
    private boolean holdingLookups;
    private @Nullable FluxException failure;
    private @Nullable FluxException diskFailure;
    private int lookups;

    /// From now on commits wait for [#letGo].
    void hold() {
        holding = true;
    }

    /// What was held back is committed, and what comes after it at once.
    void letGo() {
        holding = false;
        while (!held.isEmpty()) {
            commit(held.removeFirst());
        }
    }

    /// From now on lookups wait for [#letLookupsGo].
    void holdLookups() {
        holdingLookups = true;
    }

    void letLookupsGo() {
        holdingLookups = false;
        while (!heldLookups.isEmpty()) {
            find(heldLookups.removeFirst());
        }
    }

    /// From now on commits fail.
    void fail(Errno errno) {
        failure = new FluxException(errno);
    }

    /// From now on commits that are to be on the disk fail.
    void failDurable(Errno errno) {
        diskFailure = new FluxException(errno);
    }

    /// The flags of all commits.
    List<Integer> flags() {
        return flags;
    }

    int lookups() {
        return lookups;
    }

    Map<String, String> values() {
        return values;
    }

    void put(String key, String value) {
        values.put(key, value);
    }

    /// The names of the events in an eventlog.
    List<String> events(String key) {
        List<String> names = new ArrayList<>();
        values.getOrDefault(key, "")
                .lines()
                .forEach(line -> names.add(JsonObject.parse(line).text("name").orElse("")));
        return names;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.builder()
                .on(KvsProtocol.COMMIT, this::receive)
                .on(KvsProtocol.LOOKUP, this::lookup)
                .build();
    }

    private void receive(Call<Commit, Root> call) {
        if (holding) {
            held.addLast(call);
        } else {
            commit(call);
        }
    }

    private void commit(Call<Commit, Root> call) {
        flags.add(call.body().flags());
        if (failure != null) {
            call.fail(failure);
            return;
        }
        if (diskFailure != null && call.body().flags() == KvsProtocol.SYNC) {
            call.fail(diskFailure);
            return;
        }
        for (JsonValue op : call.body().ops()) {
            apply((JsonObject) op);
        }
        call.reply(new Root("sha1-0", 1));
    }

    private void apply(JsonObject op) {
        String key = op.text("key").orElseThrow();
        if (op.object("dirent").isEmpty()) {
            values.remove(key);
            values.keySet().removeIf(name -> name.startsWith(key + "."));
            return;
        }
        switch (Treeobj.of(op.object("dirent").get())) {
            case Treeobj.Val value -> {
                String text = new String(value.bytes(), StandardCharsets.UTF_8);
                boolean appends = op.whole("flags").orElse(0L) == KvsProtocol.APPEND;
                values.merge(key, text, (before, after) -> appends ? before + after : after);
            }
            case Dir dir ->
                    dir.forEach(
                            (name, entry) ->
                                    apply(
                                            op.with("key", JsonValue.of(key + "." + name))
                                                    .with("dirent", entry.toJson())));
            case Treeobj other -> throw new IllegalStateException("no " + other.type() + " here");
        }
    }

    private void lookup(Call<Lookup, Found> call) {
        lookups++;
        if (holdingLookups) {
            heldLookups.addLast(call);
        } else {
            find(call);
        }
    }

    private void find(Call<Lookup, Found> call) {
        String key = call.body().key();
        boolean wantsDirectory = call.body().flags() != 0;
        @Nullable String value = values.get(key);
        if (value != null) {
            call.reply(new Found(val(value).toJson()));
            return;
        }
        Dir dir = directory(key);
        if (dir.isEmpty() || !wantsDirectory) {
            throw new FluxException(dir.isEmpty() ? Errno.ENOENT : Errno.EISDIR);
        }
        call.reply(new Found(dir.toJson()));
    }

    private static Treeobj.Val val(String text) {
        return Treeobj.Val.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private Dir directory(String key) {
        Map<String, Treeobj> entries = new TreeMap<>();
        String prefix = key + ".";
        values.tailMap(prefix)
                .forEach(
                        (name, value) -> {
                            if (!name.startsWith(prefix)) {
                                return;
                            }
                            String rest = name.substring(prefix.length());
                            int dot = rest.indexOf('.');
                            String child = dot < 0 ? rest : rest.substring(0, dot);
                            if (dot < 0) {
                                entries.put(child, val(value));
                            } else if (!entries.containsKey(child)) {
                                entries.put(child, directory(prefix + child));
                            }
                        });
        return Dir.of(entries);
    }
}
