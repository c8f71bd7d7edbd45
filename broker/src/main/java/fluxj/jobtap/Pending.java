package fluxj.jobtap;

/// Something that was asked for and may be called off: a timer or a watch.
public interface Pending {
    /// Calls it off; harmless when it is over.
    void cancel();
}
