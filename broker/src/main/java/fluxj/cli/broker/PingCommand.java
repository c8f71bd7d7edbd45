package fluxj.cli.broker;

import fluxj.cli.ByteSize;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.Decimals;
import fluxj.cli.FluxCommand;
import fluxj.cli.NodeTarget;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Fsd;
import fluxj.json.JsonObject;
import fluxj.wire.Message;
import fluxj.wire.Payload;
import fluxj.wire.Response;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Optional;

/// `fluxj ping`: measure round-trip times.
@Command(name = "ping", description = "Measure round-trip times", sortOptions = false)
public final class PingCommand extends FluxCommand {
    @Option(
            names = {"-r", "--rank"},
            paramLabel = "RANK",
            description = "Find target on a specific broker rank")
    private Optional<String> rank = Optional.empty();

    @Option(
            names = {"-p", "--pad"},
            paramLabel = "N",
            description = "Include in the payload a string of length N bytes")
    private String pad = "0";

    @Option(
            names = {"-i", "--interval"},
            paramLabel = "N",
            description = "Specify the delay, in seconds, between successive requests")
    private String interval = "1.0";

    @Option(
            names = {"-c", "--count"},
            paramLabel = "N",
            description = "Specify the number of requests to send")
    private int count;

    @Option(
            names = {"-b", "--batch"},
            description = "Begin processing responses after all requests are sent")
    private boolean batch;

    @Option(
            names = {"-u", "--userid"},
            description = "Include userid and rolemask in ping output")
    private boolean withUserid;

    @Parameters(paramLabel = "TARGET")
    private String target = "";

    private int sent;
    private int received;
    private Optional<FluxException> failure = Optional.empty();

    public PingCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        if (rank.isPresent()) {
            if (target.indexOf('!') >= 0) {
                throw new CommandFailure("--rank and TARGET both try to specify a nodeid");
            }
            target = rank.get() + "!" + target;
        }
        Fsd pause = interval();
        if (count < 0) {
            throw new CommandFailure("count must be >= 0");
        }
        if (batch && count == 0) {
            throw new CommandFailure("--batch should only be used with --count");
        }
        String padding = "p".repeat((int) ByteSize.parse("pad", pad));
        try (FluxClient client = console().connect()) {
            console().watchReader(client);
            PingTarget to = PingTarget.parse(client, target);
            console().say("fluxj ping " + to.header());
            // Pays for loading the codec before the clock runs.
            client.rank();
            if (batch) {
                sendAll(client, to, padding, pause);
            } else {
                sendNext(client, to, padding, pause);
            }
            client.reactor()
                    .runUntil(() -> failure.isPresent() || (count > 0 && received == count));
            failure.ifPresent(
                    error -> {
                        throw new CommandFailure(
                                to.prefix() + to.topic() + ": " + error.errno().text());
                    });
        }
    }

    private Fsd interval() {
        try {
            return Fsd.parse(interval);
        } catch (FormatException e) {
            throw new CommandFailure("Invalid argument for option 'interval': '" + interval + "'");
        }
    }

    private void sendAll(FluxClient client, PingTarget to, String padding, Fsd pause) {
        for (int i = 0; i < count; i++) {
            send(client, to, padding);
            Pause.of(pause.toDuration());
        }
    }

    private void sendNext(FluxClient client, PingTarget to, String padding, Fsd pause) {
        send(client, to, padding);
        if (count == 0 || sent < count) {
            client.reactor().after(pause.toDuration(), () -> sendNext(client, to, padding, pause));
        }
    }

    private void send(FluxClient client, PingTarget to, String padding) {
        long start = System.nanoTime();
        JsonObject body =
                JsonObject.builder()
                        .put("seq", sent)
                        .put("time.tv_sec", start / 1_000_000_000L)
                        .put("time.tv_nsec", start % 1_000_000_000L)
                        .put("pad", padding)
                        .build();
        sent++;
        client.rpc()
                .request(to.topic(), to.nodeid(), Payload.of(body), 0)
                .then(
                        response -> onResponse(to, padding, response),
                        error -> failure = Optional.of(error));
    }

    private void onResponse(PingTarget to, String padding, Response response) {
        double millis = 0;
        JsonObject body;
        try {
            body = response.payload().json();
            long start = whole(body, "time.tv_sec") * 1_000_000_000L + whole(body, "time.tv_nsec");
            millis = (System.nanoTime() - start) / 1e6;
            if (!padding.equals(body.text("pad").orElse(""))) {
                throw new FluxException(Errno.EPROTO, "padding contents invalid");
            }
            console().say(line(to, padding, body, millis));
            received++;
        } catch (FluxException e) {
            failure = Optional.of(e);
        }
    }

    private String line(PingTarget to, String padding, JsonObject body, double millis) {
        StringBuilder line = new StringBuilder();
        line.append(whole(body, "rank")).append('!').append(to.topic());
        line.append(" pad=").append(padding.length());
        if (withUserid) {
            line.append(" userid=").append(whole(body, "userid") & 0xffffffffL);
            line.append(" rolemask=0x")
                    .append(Long.toHexString(whole(body, "rolemask") & 0xffffffffL));
        }
        line.append(" seq=").append(whole(body, "seq"));
        line.append(" time=").append(Decimals.of(millis, 3)).append(" ms (");
        return line.append(body.text("route").orElse("")).append(')').toString();
    }

    private static long whole(JsonObject body, String key) {
        return body.whole(key).orElseThrow(() -> new FluxException(Errno.EPROTO));
    }

    /// @param header the target as the first line shows it
    /// @param prefix the target before the topic in errors, empty for any broker
    private record PingTarget(int nodeid, String topic, String header, String prefix) {
        static PingTarget parse(FluxClient client, String target) {
            int bang = target.indexOf('!');
            NodeTarget node;
            String service = "broker";
            if (bang >= 0) {
                String word = target.substring(0, bang);
                service = target.substring(bang + 1);
                node =
                        NodeTarget.parse(client, word)
                                .orElseThrow(
                                        () ->
                                                new CommandFailure(
                                                        "invalid nodeid/host: '" + word + "'"));
            } else {
                Optional<NodeTarget> broker = NodeTarget.parse(client, target);
                node = broker.orElse(NodeTarget.ANY);
                service = broker.isPresent() ? service : target;
            }
            String suffix = node.rank().map(number -> " (rank " + number + ")").orElse("");
            String prefix =
                    switch (node.nodeid()) {
                        case Message.NODEID_ANY -> "";
                        case Message.NODEID_UPSTREAM -> "upstream!";
                        default -> node.nodeid() + "!";
                    };
            return new PingTarget(
                    node.nodeid(),
                    service + ".ping",
                    node.label() + "!" + service + suffix,
                    prefix);
        }
    }
}
