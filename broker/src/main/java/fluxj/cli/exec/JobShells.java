package fluxj.cli.exec;

import fluxj.cli.CommandFailure;
import fluxj.cli.JobIds;
import fluxj.cli.events.EventlogWatch;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.job.Eventlog;
import fluxj.job.JobId;
import fluxj.job.JobState;
import fluxj.json.JsonObject;
import fluxj.reactor.Deferred;
import fluxj.services.joblist.JobListProtocol;
import fluxj.services.joblist.JobListProtocol.ById;
import fluxj.shell.spi.ShellProtocol;
import fluxj.wire.Message;

/// Where commands run that are to run beside a job's tasks: in the subprocess servers of its
/// shells.
///
/// @param service of each of them
/// @param ranks of the brokers that they are on
record JobShells(String service, Idset ranks) {
    /// Those of a running job.
    ///
    /// @param word its id as it was typed
    /// @throws CommandFailure when it does not run
    static JobShells of(FluxClient client, String word) {
        JobId id = JobIds.parse(word);
        Idset ranks = ranks(client, id, word);
        return new JobShells(ShellProtocol.rexec(service(client, id, word)), ranks);
    }

    private static Idset ranks(FluxClient client, JobId id, String word) {
        JsonObject job;
        try {
            ById wanted = ById.of(id.value(), "ranks", "state");
            job = client.call(JobListProtocol.LIST_ID, Message.NODEID_ANY, wanted).job();
        } catch (FluxException e) {
            throw new CommandFailure(
                    e.errno().equals(Errno.ENOENT)
                            ? "job " + word + " not found"
                            : "unable to get info for job " + word + ": " + e.getMessage());
        }
        if (job.whole("state").orElse(0L) != JobState.RUN.bit()) {
            throw new CommandFailure("job " + word + " is not currently running");
        }
        Idset ranks = Idset.parse(job.text("ranks").orElse(""));
        if (ranks.isEmpty()) {
            throw new CommandFailure("failed to get assigned ranks for " + word);
        }
        return ranks;
    }

    /// Waits for the shells to be there.
    private static String service(FluxClient client, JobId id, String word) {
        Deferred<String> service = new Deferred<>();
        EventlogWatch log =
                EventlogWatch.openWaiting(
                        client,
                        id,
                        EventlogWatch.EXEC,
                        new EventlogWatch.Listener() {
                            @Override
                            public void onEvent(Eventlog.Event event) {
                                if (event.name().equals("shell.init")) {
                                    service.complete(
                                            event.context()
                                                    .flatMap(context -> context.text("service"))
                                                    .orElse(""));
                                }
                            }

                            @Override
                            public void onEnd(FluxException error) {
                                service.fail(error);
                            }
                        });
        try {
            return client.get(service);
        } catch (FluxException e) {
            throw new CommandFailure("failed to get shell.init event for " + word);
        } finally {
            log.stop();
        }
    }
}
