package fluxj.cli.broker;

import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.Words;
import fluxj.cli.overlay.HostMap;
import fluxj.cli.overlay.MissingBrokers;
import fluxj.client.FluxClient;
import fluxj.core.attr.AttrProtocol;
import fluxj.core.statemachine.StateMachineProtocol;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.json.JsonObject;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.services.groups.GroupsProtocol;
import fluxj.services.jobmanager.QueueProtocol;
import fluxj.services.resource.ResourceProtocol;
import fluxj.wire.Message;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `fluxj uptime`: show how long this Flux instance has been running.
@Command(
        name = "uptime",
        description = "Show how long this Flux instance has been running",
        sortOptions = false)
public final class UptimeCommand extends FluxCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    public UptimeCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        try (FluxClient client = console().connect()) {
            Instant now = Instant.now();
            StateMachineProtocol.Current machine =
                    client.call(StateMachineProtocol.GET, Message.NODEID_ANY, Empty.EMPTY);
            String state = machine.state();
            double duration = machine.duration();
            StringBuilder extra = new StringBuilder();
            List<String> second = new ArrayList<>();
            int size = client.size();
            boolean running = state.equals("run");
            if (running) {
                double start = Double.parseDouble(attributeOfRoot(client, "broker.starttime"));
                duration = now.getEpochSecond() + now.getNano() / 1e9 - start;
                count(extra, drained(client), "drained");
                count(extra, size - online(client), "offline");
                queues(client, second);
            }
            console()
                    .out()
                    .println(
                            " "
                                    + time(now)
                                    + " "
                                    + state
                                    + " "
                                    + Words.duration(duration, 2)
                                    + ",  owner "
                                    + userName(client.attribute("security.owner"))
                                    + ",  depth "
                                    + client.attribute("instance-level")
                                    + ",  size "
                                    + size
                                    + extra);
            if (!second.isEmpty()) {
                console().out().println("  " + String.join(",  ", second));
            }
            if (!running) {
                explain(client);
            }
        }
    }

    private static void count(StringBuilder extra, int number, String what) {
        if (number > 0) {
            extra.append(",  ").append(number).append(' ').append(what);
        }
    }

    private static String time(Instant now) {
        return DateTimeFormatter.ofPattern("HH:mm:ss")
                .format(LocalTime.ofInstant(now, ZoneId.systemDefault()));
    }

    private static String attributeOfRoot(FluxClient client, String name) {
        return client.call(AttrProtocol.GET, 0, new AttrProtocol.Name(name)).value();
    }

    private static int online(FluxClient client) {
        GroupsProtocol.Name group = new GroupsProtocol.Name("broker.online");
        return idsetSize(client.call(GroupsProtocol.GET, 0, group).members());
    }

    private static int idsetSize(String text) {
        try {
            return Idset.parse(text).size();
        } catch (FormatException e) {
            throw new FluxException(Errno.EPROTO, "not an idset: " + text);
        }
    }

    /// The answer of a service that a small instance may do without.
    private static <Q extends Record, R extends Record> Optional<R> ask(
            FluxClient client, RpcMethod<Q, R> method, Q body) {
        try {
            return Optional.of(client.call(method, 0, body));
        } catch (FluxException e) {
            if (e.errno().equals(Errno.ENOSYS)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static int drained(FluxClient client) {
        int count = 0;
        JsonObject drain =
                ask(client, ResourceProtocol.STATUS, Empty.EMPTY)
                        .map(ResourceProtocol.Status::drain)
                        .orElse(JsonObject.EMPTY);
        for (String ranks : drain.keys()) {
            count += idsetSize(ranks);
        }
        return count;
    }

    private static void queues(FluxClient client, List<String> words) {
        Optional<QueueProtocol.Queues> list = ask(client, QueueProtocol.QUEUE_LIST, Empty.EMPTY);
        if (list.isEmpty()) {
            return;
        }
        boolean disabled = true;
        boolean stopped = true;
        List<Optional<String>> names = new ArrayList<>();
        list.get().queues().forEach(name -> names.add(Optional.of(name)));
        if (names.isEmpty()) {
            names.add(Optional.empty());
        }
        for (Optional<String> name : names) {
            Optional<QueueProtocol.QueueStatus> status =
                    ask(client, QueueProtocol.QUEUE_STATUS, new QueueProtocol.Queue(name));
            disabled &= !status.flatMap(QueueProtocol.QueueStatus::enable).orElse(true);
            stopped &= !status.flatMap(QueueProtocol.QueueStatus::start).orElse(true);
        }
        if (disabled) {
            words.add("submit disabled");
        }
        if (stopped) {
            words.add("scheduler stopped");
        }
    }

    private static String userName(String uid) {
        try {
            for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
                String[] fields = line.split(":", -1);
                if (fields.length > 2 && fields[2].equals(uid)) {
                    return fields[0];
                }
            }
        } catch (IOException e) {
            return uid;
        }
        return uid;
    }

    /// Names who an instance that does not run yet, or no more, is waiting for.
    private void explain(FluxClient client) {
        List<String> missing = new ArrayList<>();
        boolean[] known = {false};
        MissingBrokers.find(
                client,
                HostMap.of(client),
                client.rank(),
                found -> {
                    missing.addAll(found);
                    known[0] = true;
                });
        var limit = client.reactor().after(PATIENCE, () -> known[0] = true);
        client.reactor().runUntil(() -> known[0]);
        limit.cancel();
        if (!missing.isEmpty()) {
            console().out().println("  missing " + String.join(",  ", missing));
        }
    }
}
