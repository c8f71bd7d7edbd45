package fluxj.services.jobmanager.job;

import fluxj.errors.FluxException;
import fluxj.job.Eventlog;

/// Where events go once they have taken effect.
public interface EventOutlet {
    /// Those who listen to the journal hear of it; the job has changed already.
    void tell(Job job, Eventlog.Event event);

    /// It is appended to the stored eventlog.
    ///
    /// @param name of the event
    /// @param line all of it, with its end
    void store(Job job, String name, byte[] line);

    /// The end of the job's time has moved.
    void expirationMoved(Job job);

    /// What the job needs now is done ([JobStep#next]).
    void act(Job job);

    /// An event could not take effect, and nobody waits to hear it.
    void refused(Job job, Eventlog.Event event, FluxException reason);
}
