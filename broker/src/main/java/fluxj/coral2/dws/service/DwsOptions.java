package fluxj.coral2.dws.service;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How the service is run (spec coral2 4.3.1).
///
/// @param fluxion the scheduler is Fluxion and allocates storage
/// @param drainQueues names of queues whose nodes alone are drained; none for all
/// @param retryDelay how long it waits the first time when Kubernetes fails
/// @param job the job that it is itself, which is told when it is ready
public record DwsOptions(
        boolean fluxion, List<String> drainQueues, Duration retryDelay, Optional<Long> job) {}
