package fluxj.services.jobinfo;

import fluxj.reactor.Reactor;
import fluxj.service.Log;

import java.util.Set;

/// What all requests of this module share.
///
/// @param readers of eventlogs that are followed, one each
record JobInfoContext(
        JobKvs kvs, JobAccess access, Log log, Reactor reactor, Set<LogReader> readers) {}
