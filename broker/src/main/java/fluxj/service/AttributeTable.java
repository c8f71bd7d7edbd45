package fluxj.service;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The attributes of one broker and the rules of changing them (spec broker 5.2, 7.1). An attribute
/// is unset, or present without a value, or has one.
public final class AttributeTable implements Attributes {
    private final AttributeRegistry registry = new AttributeRegistry();
    private final Map<String, Optional<String>> values = new LinkedHashMap<>();

    @Override
    public Optional<String> get(String name) {
        return values.getOrDefault(name, Optional.empty());
    }

    /// True when the attribute is present, with or without a value.
    @Override
    public boolean isPresent(String name) {
        return values.containsKey(name);
    }

    /// The flags of a name; empty when there is no such attribute.
    public Optional<Set<AttributeFlag>> flags(String name) {
        return registry.flags(name);
    }

    /// True for an attribute that clients may keep.
    public boolean isImmutable(String name) {
        return flags(name).orElse(Set.of()).contains(AttributeFlag.IMMUTABLE);
    }

    /// The names present, in the order they came.
    public List<String> names() {
        return List.copyOf(values.keySet());
    }

    @Override
    public Map<String, String> immutable() {
        Map<String, String> fixed = new LinkedHashMap<>();
        values.forEach(
                (name, value) -> {
                    if (value.isPresent() && isImmutable(name)) {
                        fixed.put(name, value.get());
                    }
                });
        return fixed;
    }

    /// Sets a value from within the broker: any attribute there may be, at any time.
    ///
    /// @throws FluxException ENOENT for a name that is no attribute
    @Override
    public void set(String name, String value) {
        checkKnown(name);
        values.put(name, Optional.of(value));
    }

    /// Makes an attribute present without a value.
    ///
    /// @throws FluxException ENOENT for a name that is no attribute
    public void setWithoutValue(String name) {
        checkKnown(name);
        values.put(name, Optional.empty());
    }

    /// Sets a value only when the attribute is not present: a default.
    public void setDefault(String name, String value) {
        if (!isPresent(name)) {
            set(name, value);
        }
    }

    /// Takes an attribute away from within the broker.
    public void unset(String name) {
        values.remove(name);
    }

    /// Sets what `--setattr` names.
    ///
    /// @throws FluxException with the sentence that follows `<name>: ` on standard error
    public void setFromCommandLine(String name, String value) {
        if (checkKnown(name).contains(AttributeFlag.READ_ONLY)) {
            throw new FluxException(Errno.EINVAL, "attribute may not be set on the command line");
        }
        if (isPresent(name) && isImmutable(name)) {
            throw new FluxException(Errno.EPERM);
        }
        set(name, value);
    }

    /// Refuses what `attr.set` may not touch: names that are no attributes, and changes to what is
    /// not [AttributeFlag#RUNTIME], unless forced. A first value is no change.
    ///
    /// @throws FluxException ENOENT or EINVAL with Flux's sentence
    public void checkUpdate(String name, boolean force) {
        Set<AttributeFlag> flags = checkKnown(name);
        if (isPresent(name) && !force && !flags.contains(AttributeFlag.RUNTIME)) {
            throw new FluxException(Errno.EINVAL, "attribute may not be updated");
        }
    }

    /// Sets a value for `attr.set`, after [#checkUpdate].
    ///
    /// @throws FluxException EPERM when the attribute has come to stay
    public void update(String name, String value) {
        if (isPresent(name) && isImmutable(name)) {
            throw new FluxException(Errno.EPERM);
        }
        set(name, value);
    }

    /// Takes an attribute away for `attr.rm`; harmless when it is not present.
    ///
    /// @throws FluxException EPERM when the attribute has come to stay
    public void remove(String name) {
        if (isPresent(name) && isImmutable(name)) {
            throw new FluxException(Errno.EPERM);
        }
        values.remove(name);
    }

    private Set<AttributeFlag> checkKnown(String name) {
        return registry.flags(name)
                .orElseThrow(() -> new FluxException(Errno.ENOENT, "unknown attribute"));
    }
}
