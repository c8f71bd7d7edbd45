package fluxj.services.jobexec;

import fluxj.errors.Errno;
import fluxj.rpc.RawCall;
import fluxj.wire.Credentials;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.util.Optional;

/// Answers to shells at the barrier: they say that they want no response, and wait for one of the
/// request's topic and matchtag (spec services 12, 23).
final class BarrierReply {
    private BarrierReply() {}

    /// Lets a shell go on, or tells it why not.
    static void send(RawCall call, Optional<Errno> errno, String text) {
        Request request = call.request();
        call.replies()
                .accept(
                        new Response(
                                request.topic(),
                                text.isEmpty() ? Payload.NONE : Payload.ofText(text),
                                Credentials.NONE,
                                request.routes(),
                                request.flags() & ~Message.NORESPONSE,
                                errno.map(Errno::number).orElse(0),
                                request.matchtag()));
    }
}
