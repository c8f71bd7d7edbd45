package fluxj.coral2.dws.kubernetes;

/// Which object of a kind.
///
/// @param namespace its namespace, empty for objects of the whole cluster
/// @param name its name
public record ObjectName(String namespace, String name) {
    /// The namespace of what belongs to nobody in particular.
    public static final String DEFAULT = "default";

    /// An object in the namespace `default`.
    public static ObjectName of(String name) {
        return new ObjectName(DEFAULT, name);
    }
}
