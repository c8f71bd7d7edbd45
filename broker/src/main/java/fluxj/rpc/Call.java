package fluxj.rpc;

import fluxj.errors.Errno;
import fluxj.reactor.Promise;
import fluxj.wire.Payload;
import fluxj.wire.Request;
import fluxj.wire.Response;

import java.util.function.Consumer;

/// One request waiting for its one answer, now or later. A second answer is a bug and throws
/// `IllegalStateException`; an answer nobody wants (NORESPONSE) is dropped.
public final class Call<Q extends Record, R extends Record> extends ReceivedRequest<Q> {
    private final Consumer<Response> replies;
    private boolean answered;
    private Runnable onAnswer = () -> {};

    Call(Request request, Q body, Consumer<Response> replies) {
        super(request, body);
        this.replies = replies;
    }

    /// True once it is answered.
    public boolean isAnswered() {
        return answered;
    }

    /// Runs `hook` when it is answered; one hook, for the dispatcher.
    void onAnswer(Runnable hook) {
        onAnswer = hook;
    }

    /// Answers with success.
    public void reply(R reply) {
        answer(request.respond(reply instanceof Empty ? Payload.NONE : Payload.of(reply)));
    }

    /// Answers with a ready payload, for bodies that no record describes.
    public void reply(Payload payload) {
        answer(request.respond(payload));
    }

    /// Answers when the promise is done, unless it has been answered by then: a module that ends
    /// answers what waits, and only after that what it waits for itself fails.
    public void replyWith(Promise<R> reply) {
        reply.then(
                value -> {
                    if (!answered) {
                        reply(value);
                    }
                },
                error -> {
                    if (!answered) {
                        fail(error);
                    }
                });
    }

    /// Answers with an error; an empty text sends the errno alone.
    @Override
    public void fail(Errno errno, String text) {
        answer(request.respondError(errno, text));
    }

    private void answer(Response response) {
        if (answered) {
            throw new IllegalStateException("answered twice: " + request.topic());
        }
        answered = true;
        onAnswer.run();
        if (!request.noResponse()) {
            replies.accept(response);
        }
    }
}
