package fluxj.bootstrap;

import fluxj.bootstrap.BootstrapMethod.Membership;
import fluxj.bootstrap.BootstrapProtocol.Bizcard;
import fluxj.bootstrap.BootstrapProtocol.Finalize;
import fluxj.bootstrap.BootstrapProtocol.Found;
import fluxj.bootstrap.BootstrapProtocol.Iam;
import fluxj.bootstrap.BootstrapProtocol.Whois;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.json.RecordCodec;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.rpc.HandlerTable;
import fluxj.rpc.StreamCall;
import fluxj.service.Attributes;
import fluxj.service.Service;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;

/// Serves `bootstrap.*` from whatever method the broker was started by. Questions to the method go
/// one after the other, as PMI wants it.
public final class BootstrapService implements Service {
    private static final int MAX_CARD = 1024;

    private final Attributes attributes;
    private final BootstrapMethod method;
    private final Membership membership;
    private final Map<Integer, Bizcard> cards = new HashMap<>();
    private Promise<Empty> tail = Promise.of(Empty.EMPTY);
    private final Supplier<Promise<Empty>> parentNotice;
    private boolean finalized;

    /// Not started yet.
    ///
    /// @param parentNotice tells the instance around this one, before the method is let go
    public BootstrapService(
            Attributes attributes,
            BootstrapMethod method,
            Membership membership,
            Supplier<Promise<Empty>> parentNotice) {
        this.parentNotice = parentNotice;
        this.attributes = attributes;
        this.method = method;
        this.membership = membership;
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.forProtocol(BootstrapProtocol.class)
                .on(BootstrapProtocol.IAM, this::iam)
                .on(BootstrapProtocol.BARRIER, this::barrier)
                .on(BootstrapProtocol.WHOIS, this::whois)
                .on(BootstrapProtocol.FINALIZE, this::finish)
                .build();
    }

    /// Runs a step after all that was asked before.
    private <T> Promise<T> inTurn(Supplier<Promise<T>> step) {
        Deferred<T> result = new Deferred<>();
        Deferred<Empty> done = new Deferred<>();
        Promise<Empty> before = tail;
        tail = done;
        before.then(
                _ ->
                        step.get()
                                .then(
                                        value -> {
                                            done.complete(Empty.EMPTY);
                                            result.complete(value);
                                        },
                                        error -> {
                                            done.complete(Empty.EMPTY);
                                            result.fail(error);
                                        }),
                result::fail);
        return result;
    }

    private void iam(Call<Iam, Empty> call) {
        String text = RecordCodec.encode(call.body().bizcard()).toString();
        String key = Integer.toString(membership.rank());
        if (text.length() >= MAX_CARD) {
            call.fail(Errno.EOVERFLOW, "business card is longer than PMI allows");
            return;
        }
        call.replyWith(named("put " + key, inTurn(() -> method.put(key, text))));
    }

    private void barrier(Call<Empty, Empty> call) {
        call.replyWith(named("barrier", inTurn(method::barrier)));
    }

    private void whois(StreamCall<Whois, Found> call) {
        Idset ranks = ranksOf(call.body().ranks());
        if (ranks.size() > 1 && !call.isStreaming()) {
            throw new FluxException(Errno.EPROTO);
        }
        sendFrom(call, ranks, ranks.first());
    }

    private static Idset ranksOf(JsonValue ranks) {
        return switch (ranks) {
            case JsonValue.Whole(long rank) when rank >= 0 && rank <= Integer.MAX_VALUE ->
                    Idset.of((int) rank);
            case JsonValue.Text(String text) -> {
                try {
                    yield Idset.parse(text);
                } catch (FormatException _) {
                    throw new FluxException(Errno.EINVAL);
                }
            }
            case JsonValue _ -> throw new FluxException(Errno.EPROTO);
        };
    }

    private void sendFrom(StreamCall<Whois, Found> call, Idset ranks, OptionalInt rank) {
        if (rank.isEmpty()) {
            if (call.isStreaming()) {
                call.end();
            }
            return;
        }
        int wanted = rank.getAsInt();
        card(wanted)
                .then(
                        card -> {
                            call.send(new Found(wanted, card));
                            sendFrom(call, ranks, ranks.next(wanted));
                        },
                        error ->
                                call.fail(
                                        error.errno(),
                                        "error fetching bizcard for rank "
                                                + wanted
                                                + ": "
                                                + error.getMessage()));
    }

    private Promise<Bizcard> card(int rank) {
        Bizcard known = cards.get(rank);
        if (known != null) {
            return Promise.of(known);
        }
        String key = Integer.toString(rank);
        return named("get " + key, inTurn(() -> method.get(key)))
                .map(
                        text -> {
                            Bizcard card;
                            try {
                                card = RecordCodec.decode(Bizcard.class, JsonObject.parse(text));
                            } catch (JsonException e) {
                                throw new FluxException(
                                        Errno.EPROTO,
                                        "error decoding rank "
                                                + rank
                                                + " business card: "
                                                + e.getMessage());
                            }
                            cards.put(rank, card);
                            return card;
                        });
    }

    /// Puts method and operation before an error's text.
    private <T> Promise<T> named(String operation, Promise<T> promise) {
        Deferred<T> result = new Deferred<>();
        promise.then(
                result::complete,
                error ->
                        result.fail(
                                new FluxException(
                                        error.errno(),
                                        method.name()
                                                + ": "
                                                + operation
                                                + ": "
                                                + error.getMessage())));
        return result;
    }

    private void finish(Call<Finalize, Empty> call) {
        if (finalized) {
            call.reply(Empty.EMPTY);
            return;
        }
        String critical = call.body().crit().orElse("0-" + (membership.size() - 1));
        call.replyWith(
                setHostlist()
                        .map(
                                done -> {
                                    setCriticalRanks(critical);
                                    return done;
                                })
                        .flatMap(_ -> parentNotice.get())
                        .flatMap(_ -> named("finalize", inTurn(method::finish)))
                        .map(
                                done -> {
                                    finalized = true;
                                    return done;
                                }));
    }

    private Promise<Empty> setHostlist() {
        if (attributes.get("hostlist").isPresent()) {
            return Promise.of(Empty.EMPTY);
        }
        if (membership.size() == 1) {
            attributes.set("hostlist", attributes.get("hostname").orElse("localhost"));
            return Promise.of(Empty.EMPTY);
        }
        Deferred<Empty> result = new Deferred<>();
        addHost(0, Hostlist.builder(), result);
        return result;
    }

    /// Cards that are known are added in one go, so that a table of any size needs no deep stack.
    private void addHost(int first, Hostlist.Builder hosts, Deferred<Empty> result) {
        int rank = first;
        while (rank < membership.size()) {
            Promise<Bizcard> card = card(rank);
            if (!card.isDone()) {
                int next = rank + 1;
                card.map(found -> add(hosts, found))
                        .then(_ -> addHost(next, hosts, result), result::fail);
                return;
            }
            card.map(found -> add(hosts, found)).then(_ -> {}, result::fail);
            rank++;
        }
        if (!result.isDone()) {
            attributes.set("hostlist", hosts.build().toString());
            result.complete(Empty.EMPTY);
        }
    }

    private static Empty add(Hostlist.Builder hosts, Bizcard card) {
        try {
            hosts.add(card.host());
        } catch (FormatException e) {
            throw new FluxException(Errno.EPROTO, String.valueOf(e.getMessage()));
        }
        return Empty.EMPTY;
    }

    private void setCriticalRanks(String standard) {
        String given = attributes.get("broker.critical-ranks").orElse("");
        if (given.isEmpty()) {
            attributes.set("broker.critical-ranks", standard);
            return;
        }
        boolean valid;
        try {
            valid = Idset.parse(given).last().orElse(-1) < membership.size();
        } catch (FormatException _) {
            valid = false;
        }
        if (!valid) {
            throw new FluxException(
                    Errno.EINVAL, "invalid value for broker.critical-ranks='" + given + "'");
        }
    }
}
