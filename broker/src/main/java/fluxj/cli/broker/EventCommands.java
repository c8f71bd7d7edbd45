package fluxj.cli.broker;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.GroupCommand;
import fluxj.cli.PicocliProgram;
import fluxj.client.FluxClient;
import fluxj.core.event.EventProtocol;
import fluxj.core.event.EventProtocol.Publish;
import fluxj.errors.FluxException;
import fluxj.platform.SystemText;
import fluxj.wire.Event;
import fluxj.wire.Message;
import fluxj.wire.Payload;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

/// The commands of `fluxj event`.
public final class EventCommands {
    private EventCommands() {}

    /// All of them under one name.
    public static CommandLine group(Console console) {
        return new CommandLine(new GroupCommand())
                .addSubcommand(new Pub(console))
                .addSubcommand(new Sub(console))
                .setCommandName("event");
    }

    @Command(name = "pub", description = "Publish an event", sortOptions = false)
    private static final class Pub extends FluxCommand {
        @Option(
                names = {"-r", "--raw"},
                description = "Interpret event payload as raw.")
        private boolean raw;

        @Option(
                names = {"-s", "--synchronous"},
                description = "Wait for event sequence assignment before exiting.")
        private boolean synchronous;

        @Option(
                names = {"-l", "--loopback"},
                description = "Wait for published event to be received before exiting.")
        private boolean loopback;

        @Option(
                names = {"-p", "--private"},
                description = "Set privacy flag on published event.")
        private boolean secret;

        @Parameters(index = "0", paramLabel = "topic")
        private String topic = "";

        @Parameters(index = "1..*", arity = "0..*", paramLabel = "payload")
        private List<String> words = new ArrayList<>();

        private boolean received;

        Pub(Console console) {
            super(console);
        }

        @Override
        protected boolean takesBytes() {
            return true;
        }

        @Override
        protected void run() {
            if (!SystemText.isText(topic)) {
                throw PicocliProgram.notText("topic", topic);
            }
            Payload payload = payload();
            int flags = secret ? Message.PRIVATE : 0;
            try (FluxClient client = console().connect()) {
                if (loopback) {
                    client.get(
                            client.subscribe(
                                    topic,
                                    event ->
                                            received |=
                                                    event.topic().equals(topic)
                                                            && event.payload().equals(payload)));
                }
                if (synchronous) {
                    console().out().println("seq=" + publish(client, payload, flags));
                } else {
                    client.send(Event.of(topic, payload, flags));
                }
                if (loopback) {
                    client.reactor().runUntil(() -> received || client.closed().isDone());
                    if (!received) {
                        throw new CommandFailure("publish failed: connection lost");
                    }
                }
            } catch (FluxException e) {
                throw new CommandFailure("publish failed: " + e.errno().text());
            }
        }

        private Payload payload() {
            if (words.isEmpty()) {
                return Payload.NONE;
            }
            String text = String.join(" ", words);
            return Payload.ofBytes(SystemText.encode(raw ? text : text + '\0'));
        }

        private long publish(FluxClient client, Payload payload, int flags) {
            return Integer.toUnsignedLong(
                    client.call(EventProtocol.PUBLISH, 0, Publish.of(topic, flags, payload))
                            .sequence());
        }
    }

    @Command(name = "sub", description = "Subscribe to events", sortOptions = false)
    private static final class Sub extends FluxCommand {
        @Option(
                names = {"-c", "--count"},
                paramLabel = "N",
                description = "Process N events then exit")
        private int count;

        @Parameters(arity = "0..*", paramLabel = "topic")
        private List<String> topics = new ArrayList<>();

        private int seen;

        Sub(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                console().watchReader(client);
                // One handler, or an event that two prefixes match would be printed twice.
                client.onEvent(this::print);
                for (String topic : topics.isEmpty() ? List.of("") : topics) {
                    client.get(client.subscribe(topic));
                }
                client.reactor()
                        .runUntil(() -> (count > 0 && seen >= count) || client.closed().isDone());
                if (count == 0 || seen < count) {
                    throw new CommandFailure("connection to the broker was lost");
                }
            }
        }

        private void print(Event event) {
            if (count > 0 && seen >= count) {
                return;
            }
            seen++;
            console().say(event.topic() + "\t" + printable(event.payload()));
        }
    }

    /// A payload on one line: text as it is, anything else with dots for what cannot be printed.
    static String printable(Payload payload) {
        byte[] bytes = payload.bytes();
        try {
            return payload.isPresent() ? payload.text() : "";
        } catch (FluxException notText) {
            StringBuilder out = new StringBuilder(bytes.length);
            for (byte b : bytes) {
                out.append(b >= ' ' && b < 127 ? (char) b : '.');
            }
            return out.toString();
        }
    }
}
