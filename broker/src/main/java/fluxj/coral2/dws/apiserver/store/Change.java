package fluxj.coral2.dws.apiserver.store;

import fluxj.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// One thing that happened to an object of a kind.
///
/// @param version the resource version that it made
/// @param object the object afterwards, or as it was last
/// @param before the object before, null when it was not there
public record Change(Type type, long version, JsonObject object, @Nullable JsonObject before) {
    /// What happened.
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }

    /// What it is to those who look through a filter: an object that comes into sight was added,
    /// one that goes out of it was deleted. Empty when they see nothing of it.
    public Optional<Type> seenThrough(Filter filter) {
        boolean was = before != null && filter.matches(before);
        boolean is = type != Type.DELETED && filter.matches(object);
        if (is) {
            return Optional.of(was ? Type.MODIFIED : Type.ADDED);
        }
        return was ? Optional.of(Type.DELETED) : Optional.empty();
    }
}
