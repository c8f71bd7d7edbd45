package fluxj.cli.kvs;

import fluxj.cli.Console;
import fluxj.cli.OutputFailure;
import fluxj.client.FluxClient;
import fluxj.errors.FluxException;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Treeobj;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

@Command(name = "get", description = "Get value stored under key", sortOptions = false)
final class KvsGetCommand extends KvsCommand {
    @Option(
            names = {"-r", "--raw"},
            description = "Interpret value(s) as raw data")
    private boolean raw;

    @Option(
            names = {"-t", "--treeobj"},
            description = "Show RFC 11 object")
    private boolean treeobj;

    @Option(
            names = {"-a", "--at"},
            paramLabel = "ARG",
            description = "Lookup relative to RFC 11 snapshot reference")
    private Optional<String> at = Optional.empty();

    @Option(
            names = {"-l", "--label"},
            description = "Print key= before value")
    private boolean label;

    @Option(
            names = {"-W", "--waitcreate"},
            description = "Wait for creation to occur on watch")
    private boolean waitcreate;

    @Option(
            names = {"-w", "--watch"},
            description = "Monitor key writes")
    private boolean watch;

    @Option(
            names = {"-u", "--uniq"},
            description = "Only monitor key writes if values have changed")
    private boolean uniq;

    @Option(
            names = {"-A", "--append"},
            description = "Only monitor key appends")
    private boolean append;

    @Option(
            names = {"-f", "--full"},
            description = "Monitor key changes with more complete accuracy")
    private boolean full;

    @Option(
            names = {"-c", "--count"},
            paramLabel = "COUNT",
            description = "Display at most COUNT changes")
    private int maxCount;

    @Option(
            names = {"-S", "--stream"},
            description = "Return potentially large values in multiple responses.")
    private boolean stream;

    @Parameters(arity = "1..*", paramLabel = "key")
    private List<String> keys = new ArrayList<>();

    private int count;
    private boolean printed;

    KvsGetCommand(Console console) {
        super(console);
    }

    @Override
    protected void run() {
        try (FluxClient client = console().connect()) {
            KvsView view = view(client, at);
            if (watch || waitcreate) {
                console().watchReader(client);
            }
            if (watch) {
                watchAll(client, view);
                return;
            }
            for (String key : keys) {
                try {
                    getOne(view, key);
                } catch (FluxException e) {
                    throw failure(key, e);
                }
            }
        }
    }

    private int flags() {
        int flags = treeobj ? KvsProtocol.TREEOBJ : 0;
        if (watch) {
            flags |= KvsProtocol.WATCH;
            flags |= full ? KvsProtocol.WATCH_FULL : 0;
            flags |= uniq ? KvsProtocol.WATCH_UNIQ : 0;
            flags |= append ? KvsProtocol.WATCH_APPEND : 0;
        }
        flags |= waitcreate ? KvsProtocol.WAITCREATE : 0;
        return flags | (stream ? KvsProtocol.STREAM : 0);
    }

    private void getOne(KvsView view, String key) {
        if (stream) {
            KvsLookup.start(view, key, flags(), (_, object) -> print(key, object)).join();
            endStream();
        } else {
            print(key, view.find(key, flags()));
        }
    }

    private void endStream() {
        if (printed) {
            console().out().println();
        }
    }

    /// All keys at once, because none of them ends by itself.
    private void watchAll(FluxClient client, KvsView view) {
        List<KvsLookup> lookups = new ArrayList<>();
        for (String key : keys) {
            try {
                lookups.add(
                        KvsLookup.start(
                                view, key, flags(), (lookup, object) -> seen(lookup, key, object)));
            } catch (FluxException e) {
                throw failure(key, e);
            }
        }
        while (!lookups.isEmpty()) {
            client.reactor().runUntil(() -> lookups.stream().anyMatch(KvsLookup::isOver));
            for (KvsLookup lookup : List.copyOf(lookups)) {
                if (lookup.isOver()) {
                    lookups.remove(lookup);
                    end(lookup);
                }
            }
        }
    }

    private void end(KvsLookup lookup) {
        try {
            lookup.join();
        } catch (FluxException e) {
            throw failure(lookup.key(), e);
        }
        if (stream) {
            endStream();
        }
    }

    private void seen(KvsLookup lookup, String key, Treeobj object) {
        print(key, object);
        if (maxCount > 0 && ++count == maxCount) {
            lookup.cancel();
        }
    }

    private void print(String key, Treeobj object) {
        byte[] value = treeobj ? object.encode() : KvsView.bytes(object);
        try {
            print(key, value);
        } catch (OutputFailure e) {
            throw e.named(key);
        }
    }

    private void print(String key, byte[] value) {
        PrintStream out = console().out();
        if (label) {
            out.print(key + "=");
        }
        if (raw && !treeobj) {
            out.writeBytes(value);
        } else if (value.length > 0) {
            out.writeBytes(ValueLine.printable(value));
            printed = true;
            if (treeobj || !stream) {
                out.println();
            }
        }
        out.flush();
    }
}
