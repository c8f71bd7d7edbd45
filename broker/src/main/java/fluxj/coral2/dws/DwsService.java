package fluxj.coral2.dws;

import fluxj.coral2.dws.DwsProtocol.Outcome;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.jobtap.JobtapContext;
import fluxj.jobtap.Pending;
import fluxj.rpc.RpcMethod;
import fluxj.wire.Message;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.Consumer;

/// The service `dws` as the plugin asks it. It starts after the broker and may be started again at
/// any time; then what it was asked is asked again until it answers.
///
/// A broker answers ENOSYS with a text where there is no such service, and ENOSYS without one when
/// the service went away with the request (spec broker 1.7).
final class DwsService {
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

    /// Who waits for an answer.
    interface Asker {
        /// The service answered.
        ///
        /// @param isRepeated true when it may have been asked the same before
        void answered(Outcome outcome, boolean isRepeated);

        /// There is no answer to be had.
        ///
        /// @param isAbsent true when there is no service
        void unanswered(boolean isAbsent);

        /// True when it is to be asked again later.
        ///
        /// @param isLost true when the service may have been asked and went away, false when it was
        ///   not there
        boolean isWaiting(boolean isLost);
    }

    private final JobtapContext context;
    private final Leftovers leftovers;
    private boolean absent;

    /// @param leftovers what it is to clear when it comes back
    DwsService(JobtapContext context, Leftovers leftovers) {
        this.context = context;
        this.leftovers = leftovers;
    }

    /// Asks.
    ///
    /// @param isRepeated true when it may have been asked the same before
    /// @return calls it off
    <Q extends Record> Pending ask(
            RpcMethod<Q, Outcome> method, Q request, boolean isRepeated, Asker asker) {
        Asking<Q> asking = new Asking<>(method, request, isRepeated, asker);
        asking.send();
        return asking;
    }

    /// Notes that it could not do what it was asked, when nothing follows from that here.
    void logFailure(RpcMethod<?, Outcome> method, String why) {
        context.log().debug("dws: " + method.topic() + ": " + why);
    }

    private void noteAbsence(String topic) {
        if (!absent) {
            absent = true;
            context.log()
                    .warning(
                            "dws: "
                                    + topic
                                    + " RPC could not be sent and will be again. Admins: is the"
                                    + " flux-coral2-dws service loaded?");
        }
    }

    private void noteAnswer() {
        if (absent) {
            absent = false;
            context.log().notice("dws: the flux-coral2-dws service is there again");
            leftovers.clear();
        } else {
            leftovers.heard();
        }
    }

    private final class Asking<Q extends Record> implements Pending {
        private final RpcMethod<Q, Outcome> method;
        private final Q request;
        private final Asker asker;
        private final Consumer<Outcome> onAnswer = this::answered;
        private boolean repeated;
        private boolean canceled;
        private Duration delay = FIRST_DELAY;
        private @Nullable Pending timer;

        Asking(RpcMethod<Q, Outcome> method, Q request, boolean repeated, Asker asker) {
            this.method = method;
            this.request = request;
            this.repeated = repeated;
            this.asker = asker;
        }

        void send() {
            context.call(method, Message.NODEID_ANY, request, onAnswer, this::failed);
        }

        private void answered(Outcome outcome) {
            noteAnswer();
            if (!canceled) {
                asker.answered(outcome, repeated);
            }
        }

        private void failed(FluxException error) {
            if (canceled) {
                return;
            }
            boolean isAbsent = error.errno().equals(Errno.ENOSYS);
            repeated |= isAbsent && error.text().isEmpty();
            if (isAbsent && asker.isWaiting(repeated)) {
                noteAbsence(method.topic());
                timer = context.after(delay, this::send);
                Duration twice = delay.multipliedBy(2);
                delay = twice.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : twice;
            } else {
                asker.unanswered(isAbsent);
            }
        }

        @Override
        public void cancel() {
            canceled = true;
            if (timer != null) {
                timer.cancel();
            }
        }
    }
}
