package fluxj.services.jobmanager.journal;

import fluxj.job.Eventlog;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.rpc.Dispatcher;
import fluxj.rpc.StreamCall;
import fluxj.service.ServiceContext;
import fluxj.services.jobmanager.JobManagerProtocol.Cancel;
import fluxj.services.jobmanager.JobManagerProtocol.Journal;
import fluxj.services.jobmanager.JobManagerProtocol.JournalEvents;
import fluxj.services.jobmanager.JobManagerProtocol.JournalStats;
import fluxj.services.jobmanager.job.Job;
import fluxj.services.jobmanager.job.JobTable;
import fluxj.services.jobmanager.store.JobStore;
import fluxj.wire.Request;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells those who listen of the events of all jobs (spec services 11.2): first what was, then what
/// happens, in its order.
public final class JobJournal {
    private final ServiceContext flux;
    private final JobTable jobs;
    private final JobStore store;
    private final List<JournalReader> readers = new ArrayList<>();
    private final Map<JournalReader, JournalBacklog> backlogs = new LinkedHashMap<>();
    private long events;

    /// Nobody listens yet.
    public JobJournal(ServiceContext flux, JobTable jobs, JobStore store) {
        this.flux = flux;
        this.jobs = jobs;
        this.store = store;
    }

    /// Somebody listens from now on.
    public void listen(StreamCall<Journal, JournalEvents> call) {
        JournalReader reader = new JournalReader(flux.reactor(), call);
        readers.add(reader);
        call.onClosed(() -> readers.remove(reader));
        int count = jobs.active().size();
        if (call.body().full().orElse(false)) {
            count += jobs.inactive().size();
        }
        if (count > 0) {
            flux.log().debug("begin sending journal backlog: " + count + " jobs");
        }
        boolean hasBacklog = count > 0;
        JournalBacklog backlog =
                new JournalBacklog(
                        flux.reactor(),
                        jobs,
                        store,
                        reader,
                        () -> {
                            backlogs.remove(reader);
                            if (hasBacklog) {
                                flux.log().debug("finished sending journal backlog");
                            }
                        });
        boolean full = call.body().full().orElse(false);
        if (full) {
            backlogs.put(reader, backlog);
        }
        call.onClosed(() -> backlogs.remove(reader));
        backlog.send(full);
    }

    /// A job has become inactive.
    public void retired(Job job) {
        backlogs.values().forEach(backlog -> backlog.retired(job.id()));
    }

    /// Somebody does not want to hear more.
    public void cancel(Request request, Cancel body) {
        for (JournalReader reader : List.copyOf(readers)) {
            StreamCall<?, ?> call = reader.call();
            if (call.request().matchtag() == body.matchtag()
                    && Dispatcher.sameSender(request, call.request())) {
                call.end();
            }
        }
    }

    /// Something happened to a job.
    public void tell(Job job, Eventlog.Event event) {
        events++;
        if (readers.isEmpty()) {
            return;
        }
        String name = event.name();
        Optional<JsonObject> jobspec =
                name.equals("submit") ? Optional.of(job.jobspec()) : Optional.empty();
        Optional<JsonObject> resources = name.equals("alloc") ? job.resources() : Optional.empty();
        JournalEvents item =
                new JournalEvents(
                        job.id(),
                        new JsonArray(List.<JsonValue>of(event.json())),
                        jobspec,
                        resources);
        for (JournalReader reader : List.copyOf(readers)) {
            reader.happened(name, item);
        }
    }

    /// What was counted.
    public JournalStats stats() {
        return new JournalStats(readers.size(), events);
    }

    /// Ends all of it.
    public void close() {
        List.copyOf(readers).forEach(reader -> reader.call().end());
    }
}
