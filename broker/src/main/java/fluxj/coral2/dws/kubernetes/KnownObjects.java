package fluxj.coral2.dws.kubernetes;

import fluxj.coral2.dws.kubernetes.ObjectEvent.Change;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What a watch has told, so that a list says what has happened since. Of an object no more is kept
/// than its metadata.
final class KnownObjects {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,40}");

    private record Known(String version, JsonObject object) {}

    private final Consumer<ObjectEvent> onEvent;
    private final Map<ObjectName, Known> known = new LinkedHashMap<>();
    private final Set<ObjectName> deleted = new LinkedHashSet<>();
    private int listsExpected;

    KnownObjects(Consumer<ObjectEvent> onEvent) {
        this.onEvent = onEvent;
    }

    /// Takes an event of the stream unless it is known to be old.
    void take(Change type, JsonObject object) {
        ObjectName name = nameOf(object);
        Known before = known.get(name);
        if (before != null && !isNewer(versionOf(object), before.version())) {
            return;
        }
        if (type != Change.DELETED) {
            tell(name, object);
        } else if (known.remove(name) != null) {
            if (listsExpected > 0) {
                deleted.add(name);
            }
            onEvent.accept(new ObjectEvent(type, object));
        }
    }

    private void tell(ObjectName name, JsonObject object) {
        Known before = known.put(name, new Known(versionOf(object), metadataOf(object)));
        onEvent.accept(new ObjectEvent(before == null ? Change.ADDED : Change.MODIFIED, object));
    }

    /// Takes all that is there, and tells what is no more; for when there is no stream.
    void takeAll(JsonObject list) {
        Set<ObjectName> there = new LinkedHashSet<>();
        for (JsonObject object : objects(list)) {
            ObjectName name = nameOf(object);
            there.add(name);
            Known before = known.get(name);
            if (before == null || !before.version().equals(versionOf(object))) {
                tell(name, object);
            }
        }
        tellMissing(there, _ -> true);
    }

    /// A list is asked for while events stream in.
    void expectList() {
        listsExpected++;
    }

    /// Takes such a list, of which the stream may know better.
    void takeBeside(JsonObject list) {
        String version = versionOf(list);
        Set<ObjectName> there = new LinkedHashSet<>();
        for (JsonObject object : objects(list)) {
            ObjectName name = nameOf(object);
            there.add(name);
            if (!deleted.contains(name)) {
                take(Change.MODIFIED, object);
            }
        }
        tellMissing(there, object -> !isNewer(object.version(), version));
    }

    /// Such a list has come, or failed.
    void expectNoList() {
        listsExpected--;
        if (listsExpected == 0) {
            deleted.clear();
        }
    }

    private void tellMissing(Set<ObjectName> there, Predicate<Known> old) {
        List<ObjectName> gone = new ArrayList<>();
        known.forEach(
                (name, object) -> {
                    if (!there.contains(name) && old.test(object)) {
                        gone.add(name);
                    }
                });
        for (ObjectName name : gone) {
            Known last = known.remove(name);
            if (last != null) {
                onEvent.accept(new ObjectEvent(Change.DELETED, last.object()));
            }
        }
    }

    private static List<JsonObject> objects(JsonObject list) {
        List<JsonObject> objects = new ArrayList<>();
        for (JsonValue item : list.array("items").orElseThrow()) {
            if (item instanceof JsonObject object) {
                objects.add(object);
            }
        }
        return objects;
    }

    static ObjectName nameOf(JsonObject object) {
        JsonObject metadata = object.object("metadata").orElse(JsonObject.EMPTY);
        return new ObjectName(
                metadata.text("namespace").orElse(""), metadata.text("name").orElse(""));
    }

    static String versionOf(JsonObject object) {
        return object.object("metadata")
                .flatMap(metadata -> metadata.text("resourceVersion"))
                .orElse("");
    }

    private static JsonObject metadataOf(JsonObject object) {
        return JsonObject.of("metadata", object.object("metadata").orElse(JsonObject.EMPTY));
    }

    /// Versions that are no numbers say only whether they are the same.
    static boolean isNewer(String version, String than) {
        if (NUMBER.matcher(version).matches() && NUMBER.matcher(than).matches()) {
            return new BigInteger(version).compareTo(new BigInteger(than)) > 0;
        }
        return !version.equals(than);
    }
}
