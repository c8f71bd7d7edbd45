package fluxj.it.attack;

/// How large the attacks are, by the property `fluxj.attack.scale`: 1 for every build, 10 for about
/// the counts of the reports that they come from.
final class Scale {
    private static final double FACTOR =
            Double.parseDouble(System.getProperty("fluxj.attack.scale", "1"));

    private Scale() {}

    /// The count to use where the usual build uses `usual`.
    static int of(int usual) {
        return (int) Math.max(1, usual * FACTOR);
    }
}
