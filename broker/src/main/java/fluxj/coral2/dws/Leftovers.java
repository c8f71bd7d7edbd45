package fluxj.coral2.dws;

import fluxj.coral2.dws.DwsProtocol.OfJob;
import fluxj.coral2.dws.DwsProtocol.Outcome;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.jobtap.JobtapContext;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.services.jobinfo.JobInfoProtocol;
import fluxj.wire.Message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Workflows of jobs that came to their end while the plugin was not loaded, or whose epilog was
/// given up while the service was away: nobody has told the service. Those whose epilog somebody
/// ended by hand are not among them, for that lets the workflow go its way.
final class Leftovers {
    private final JobtapContext context;
    private final Deque<Long> ids = new ArrayDeque<>();
    private boolean due;

    Leftovers(JobtapContext context) {
        this.context = context;
    }

    /// Clears them, with a service that is not there as soon as it is heard of.
    void clear() {
        due = false;
        context.call(
                DwsProtocol.STATUS,
                Message.NODEID_ANY,
                Empty.EMPTY,
                status -> {
                    ids.addAll(status.workflows().orElse(List.of()));
                    next();
                },
                _ -> due = true);
    }

    /// The service was heard of.
    void heard() {
        if (due) {
            clear();
        }
    }

    private void next() {
        Long id = ids.poll();
        if (id == null) {
            return;
        }
        context.call(
                JobInfoProtocol.LOOKUP,
                Message.NODEID_ANY,
                new JobInfoProtocol.Lookup(id, List.of("eventlog"), 0),
                found -> {
                    untold(found.values().text("eventlog").orElse(""))
                            .ifPresent(method -> tell(method, id));
                    next();
                },
                _ -> next());
    }

    /// What the service was to be told; empty when it was, or when the job goes on.
    private static Optional<RpcMethod<OfJob, Outcome>> untold(String eventlog) {
        List<Eventlog.Event> events;
        try {
            events = Eventlog.decode(eventlog.getBytes(StandardCharsets.UTF_8));
        } catch (FluxException _) {
            return Optional.empty();
        }
        if (!events.getLast().name().equals("clean") || (hasEpilog(events) && !isGivenUp(events))) {
            return Optional.empty();
        }
        boolean isAborted = EpilogHistory.of(events, 0).next() == EpilogHistory.Next.ABORT;
        return Optional.of(isAborted ? DwsProtocol.ABORT : DwsProtocol.TEARDOWN);
    }

    private static boolean hasEpilog(List<Eventlog.Event> events) {
        return events.stream()
                .anyMatch(event -> DwsEvents.isOf(event, "epilog-start", DwsWords.EPILOG));
    }

    /// True when the plugin ended the epilog without the service.
    private static boolean isGivenUp(List<Eventlog.Event> events) {
        return events.stream()
                .anyMatch(
                        event ->
                                DwsEvents.isOf(event, "epilog-finish", DwsWords.EPILOG)
                                        && event.context()
                                                .flatMap(found -> found.whole("status"))
                                                .filter(status -> status != 0)
                                                .isPresent());
    }

    private void tell(RpcMethod<OfJob, Outcome> method, long id) {
        context.log()
                .notice(
                        "dws: tearing down the workflow of "
                                + context.name(id)
                                + ", which ended unseen");
        context.call(method, Message.NODEID_ANY, new OfJob(id), _ -> {}, _ -> {});
    }
}
