package fluxj.cli.job;

import fluxj.client.FluxClient;
import fluxj.format.FormatException;
import fluxj.job.JobId;
import fluxj.job.Urgency;
import fluxj.job.spec.SignedJobspec;
import fluxj.platform.os.OsHostFacts;
import fluxj.reactor.Promise;
import fluxj.services.jobingest.JobIngestProtocol;
import fluxj.services.jobingest.JobIngestProtocol.Submit;
import fluxj.wire.Message;

import java.util.Optional;
import java.util.Random;

/// Sends jobs to `job-ingest`.
final class JobSubmission {
    private JobSubmission() {}

    /// Submits a jobspec in the envelope of this user.
    ///
    /// @param flags bits of [fluxj.job.JobFlag]
    static Promise<JobId> send(FluxClient client, String jobspec, int urgency, int flags) {
        long userid = Integer.toUnsignedLong(new OsHostFacts(new Random()).uid());
        return sendSigned(client, SignedJobspec.wrap(userid, jobspec), urgency, flags);
    }

    /// Submits an envelope.
    static Promise<JobId> sendSigned(FluxClient client, String signed, int urgency, int flags) {
        return client.ask(
                        JobIngestProtocol.SUBMIT,
                        Message.NODEID_ANY,
                        new Submit(signed, urgency, flags))
                .map(submitted -> new JobId(submitted.id()));
    }

    /// The urgency of `--urgency`: a number or a word for one.
    ///
    /// @throws FormatException when it is neither
    static int urgency(Optional<String> word) {
        String text = word.orElse("default");
        return switch (text) {
            case "default" -> Urgency.DEFAULT;
            case "hold" -> Urgency.HOLD;
            case "expedite" -> Urgency.EXPEDITE;
            default -> {
                try {
                    yield Integer.parseInt(text.strip());
                } catch (NumberFormatException e) {
                    throw new FormatException(
                            "invalid literal for int() with base 10: '" + text + "'");
                }
            }
        };
    }
}
