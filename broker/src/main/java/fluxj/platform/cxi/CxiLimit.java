package fluxj.platform.cxi;

/// How much of a resource a service may use at most, and how much is kept for it alone.
public record CxiLimit(int max, int reserved) {}
