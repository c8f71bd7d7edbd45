package fluxj.cli;

/// The flux-core release whose wire format, texts and words are ours.
public final class FluxCore {
    /// Its version.
    public static final String VERSION = "0.88.0";

    private FluxCore() {}
}
