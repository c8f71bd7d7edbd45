package fluxj.service;

/// What may be done with a broker attribute (spec broker 5.2).
public enum AttributeFlag {
    /// Not to be set on the command line.
    READ_ONLY,
    /// Never changes once it is set, so that clients may keep it.
    IMMUTABLE,
    /// May be changed by `attr.set` while the broker runs.
    RUNTIME,
    /// Overrides the configuration key of the same name.
    CONFIG
}
