package fluxj.shell.spi;

/// Keeps a shell from ending: what flux-core calls a completion reference (spec services 15.2).
public interface Hold {
    /// Lets it end as far as this hold is concerned; harmless when it was released before.
    void release();
}
