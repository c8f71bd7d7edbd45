package fluxj.coral2.dws.kubernetes;

/// Which objects of a kind.
///
/// @param namespace where, empty for everywhere
/// @param labels a label selector, such as `a/b=c,d=e`, empty for all
/// @param limit how many at most, 0 for all
public record Selection(String namespace, String labels, int limit) {
    /// All objects of a kind.
    public static final Selection ALL = new Selection("", "", 0);

    /// The objects of one namespace.
    public static Selection in(String namespace) {
        return new Selection(namespace, "", 0);
    }

    /// The objects with certain labels, wherever they are.
    public static Selection labelled(String labels) {
        return new Selection("", labels, 0);
    }
}
