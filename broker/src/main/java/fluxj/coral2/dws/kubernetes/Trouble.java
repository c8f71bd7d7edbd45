package fluxj.coral2.dws.kubernetes;

import java.time.Duration;

/// Why a watch does not see anything now.
///
/// @param why one line
/// @param retryIn when it tries again
public record Trouble(String why, Duration retryIn) {}
