package fluxj.services.jobinfo;

import fluxj.reactor.Reactor;
import fluxj.service.Log;
import fluxj.service.ServiceContext;

import java.util.Set;

/// What all requests of this module share.
///
/// @param readers of eventlogs that are followed, one each
record JobInfoContext(ServiceContext flux, JobKvs kvs, JobAccess access, Set<LogReader> readers) {
    Log log() {
        return flux.log();
    }

    Reactor reactor() {
        return flux.reactor();
    }
}
