package fluxj.jobtap;

import fluxj.job.Eventlog;
import fluxj.job.JobState;

import java.util.Optional;

/// How a job came into the state it is in.
///
/// @param previous the state before it
/// @param event what did it; empty when a plugin is loaded while the job is in that state
public record StateChange(JobState previous, Optional<Eventlog.Event> event) {}
