package fluxj.services.jobshell;

import fluxj.reactor.Promise;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/// A question whose answer does not change while a broker runs: it is kept, unless it is an error.
final class AskedOnce<T> implements Supplier<Promise<T>> {
    private final Supplier<Promise<T>> question;
    private @Nullable Promise<T> answer;

    AskedOnce(Supplier<Promise<T>> question) {
        this.question = question;
    }

    @Override
    public Promise<T> get() {
        Promise<T> known = answer;
        if (known == null) {
            known = question.get();
            answer = known;
            known.then(_ -> {}, _ -> answer = null);
        }
        return known;
    }
}
