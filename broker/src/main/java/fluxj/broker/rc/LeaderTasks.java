package fluxj.broker.rc;

import fluxj.archive.Dump;
import fluxj.archive.Fsck;
import fluxj.archive.KvsState;
import fluxj.archive.Restore;
import fluxj.archive.Startlog;
import fluxj.archive.ToolContext;
import fluxj.coral2.pals.PalsPlugins;
import fluxj.core.runat.Runat;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.module.ModuleEnvironment;
import fluxj.module.StartTable.Step;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.service.AttributeTable;
import fluxj.service.Log;
import fluxj.services.content.ContentProtocol;
import fluxj.services.jobmanager.JobtapProtocol;
import fluxj.services.jobmanager.JobtapProtocol.Jobtap;
import fluxj.services.kvs.KvsProtocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What rank 0 does around its modules when nobody else does (spec services 0): restores a dump or
/// checks what is there, keeps the log of starts, and dumps at the end.
final class LeaderTasks implements RcTasks {
    /// The service of the module that keeps the content.
    static final String CONTENT_BACKING = "content-backing";

    private static final String JOB_MANAGER = "job-manager";
    private static final String RESOURCE = "resource";
    private static final String NO_CLEANUP = "FLUX_DISABLE_JOB_CLEANUP";
    private static final long RESTORE_LIMIT = 100L * 1024 * 1024;
    private static final int DUMP_REQUESTS = 128;
    private static final int RESTORE_REQUESTS = 256;

    private final ModuleEnvironment broker;
    private final AttributeTable attributes;
    private final Log log;
    private final ToolContext tool;
    private final Runat runat;
    private Optional<Path> restored = Optional.empty();
    private boolean startedBefore;

    LeaderTasks(ModuleEnvironment broker, AttributeTable attributes, RpcClient rpc, Runat runat) {
        this.broker = broker;
        this.attributes = attributes;
        this.runat = runat;
        log = broker.logs().apply("broker");
        tool = new ToolContext(rpc, broker.reactor(), new Lines(log), KvsProtocol.PRIMARY);
    }

    /// Errors of the tools are errors of the broker.
    private record Lines(Log log) implements ToolContext.Printer {
        @Override
        public void out(String line) {
            log.info(line);
        }

        @Override
        public void item(String line) {
            log.err(line);
        }

        @Override
        public void note(String line) {
            log.err(line);
        }

        @Override
        public void progress(String line, boolean last) {
            log.debug(line);
        }
    }

    private static boolean keepsContent(Step step) {
        return step.provides().filter(CONTENT_BACKING::equals).isPresent();
    }

    /// What to restore decides how the backing module begins, and nodes that are none how the
    /// resource module does.
    @Override
    public Promise<List<String>> arguments(Step step) {
        if (step.module().equals(RESOURCE)) {
            return FakeResources.of(broker.config().get())
                    .map(fake -> fake.install(tool.rpc()))
                    .orElseGet(() -> Promise.of(step.arguments()));
        }
        Optional<String> wanted = attributes.get("content.restore");
        if (!keepsContent(step) || wanted.isEmpty()) {
            return Promise.of(step.arguments());
        }
        return broker.reactor()
                .blocking(
                        () -> {
                            restored = source(wanted.get());
                            List<String> arguments = new ArrayList<>(step.arguments());
                            if (restored.isPresent()) {
                                arguments.add("truncate");
                            }
                            return List.copyOf(arguments);
                        });
    }

    @Override
    public Promise<Empty> loaded(Step step) {
        if (keepsContent(step)) {
            return restoreOrCheck();
        }
        return step.module().equals(JOB_MANAGER) ? loadPlugins() : Promise.of(Empty.EMPTY);
    }

    /// What flux-coral2 loads in every instance; the configuration may have loaded it already.
    private Promise<Empty> loadPlugins() {
        Deferred<Empty> done = new Deferred<>();
        tool.rpc()
                .call(JobtapProtocol.JOBTAP, broker.rank(), Jobtap.load(PalsPlugins.NEWEST))
                .then(
                        _ -> done.complete(Empty.EMPTY),
                        e -> {
                            if (!e.errno().equals(Errno.EEXIST)) {
                                log.err(
                                        "jobtap load "
                                                + PalsPlugins.NEWEST
                                                + ": "
                                                + e.getMessage());
                            }
                            done.complete(Empty.EMPTY);
                        });
        return done;
    }

    @Override
    public Promise<Empty> allLoaded(Predicate<String> isLoaded) {
        if (isLoaded.test(JOB_MANAGER) && broker.environment().get(NO_CLEANUP).isEmpty()) {
            new JobCleanup(tool.rpc(), log).push(runat);
        }
        Promise<Empty> drained =
                isLoaded.test(RESOURCE)
                        ? new MissingRabbits(broker, attributes, tool.rpc(), log).drain()
                        : Promise.of(Empty.EMPTY);
        return drained.flatMap(_ -> noteStart());
    }

    @Override
    public List<Task> beforeAll(Predicate<String> isLoaded) {
        return isLoaded.test("kvs")
                ? List.of(new Task("note of the end", this::noteFinish))
                : List.of();
    }

    @Override
    public List<Task> beforeRemoval(Step step) {
        return keepsContent(step)
                ? List.of(
                        new Task("content-flush", this::flush),
                        new Task("content-dump", this::dump))
                : List.of();
    }

    private Optional<Path> source(String wanted) {
        if (wanted.equals("auto")) {
            Path link = dumpFolder().resolve("RESTORE");
            return Files.isSymbolicLink(link) ? Optional.of(link) : Optional.empty();
        }
        Path file = Path.of(wanted);
        if (!Files.exists(file)) {
            throw new FluxException(
                    Errno.ENOENT, "content.restore: " + file + ": " + Errno.ENOENT.text());
        }
        return Optional.of(file);
    }

    private Path dumpFolder() {
        boolean kept = attributes.get("statedir-cleanup").orElse("").equals("0");
        return Path.of(kept ? attributes.get("statedir").orElse(".") : ".", "dump");
    }

    /// Restores the dump, or checks what an earlier run has left.
    private Promise<Empty> restoreOrCheck() {
        if (restored.isPresent()) {
            startedBefore = true;
            return restore(restored.get());
        }
        return KvsState.hasCheckpoint(tool)
                .flatMap(
                        exists -> {
                            startedBefore = exists;
                            return exists && !attributes.isPresent("broker.recovery-mode")
                                    ? check()
                                    : Promise.of(Empty.EMPTY);
                        });
    }

    private Promise<Empty> restore(Path file) {
        log.info("restoring content from " + file);
        return new Restore(
                        tool,
                        new Restore.Options(
                                false, true, false, true, RESTORE_LIMIT, RESTORE_REQUESTS),
                        new Restore.Source(
                                file.toString(), InputStream.nullInputStream(), Optional.empty()))
                .run()
                .flatMap(
                        done ->
                                Files.isSymbolicLink(file)
                                                && file.equals(dumpFolder().resolve("RESTORE"))
                                        ? broker.reactor().blocking(() -> deleted(file))
                                        : Promise.of(done));
    }

    private static Empty deleted(Path link) throws IOException {
        Files.delete(link);
        return Empty.EMPTY;
    }

    private Promise<Empty> check() {
        return new Fsck(
                        tool,
                        new Fsck.Options(false, true, true, true, false, Optional.empty(), now()))
                .run()
                .map(
                        result -> {
                            if (result.errors() > 0) {
                                // A damaged tree must not replace a good dump.
                                attributes.unset("content.dump");
                                throw new FluxException(
                                        Errno.EIO,
                                        "fsck: " + result.errors() + " errors in the KVS");
                            }
                            return Empty.EMPTY;
                        });
    }

    private Instant now() {
        return Instant.ofEpochMilli(broker.wallClock().epochMicros() / 1000);
    }

    /// Notes the start, and says so when the last run did not end as it should.
    private Promise<Empty> noteStart() {
        Startlog startlog = new Startlog(tool.rpc(), tool.namespace(), Startlog.KEY);
        return startlog.start(
                        broker.wallClock().epochSeconds(),
                        Startlog.VERSION,
                        attributes.get("version").orElse(""))
                .flatMap(_ -> startedBefore ? startlog.crashed() : Promise.of(false))
                .map(
                        crashed -> {
                            if (crashed) {
                                log.info(
                                        "Flux was not shut down properly.  Data may have been"
                                                + " lost.");
                            }
                            return Empty.EMPTY;
                        });
    }

    /// Notes the end.
    private Promise<Empty> noteFinish() {
        return new Startlog(tool.rpc(), tool.namespace(), Startlog.KEY)
                .finish(broker.wallClock().epochSeconds(), Startlog.VERSION);
    }

    /// Writes what is dirty.
    private Promise<Empty> flush() {
        return tool.rpc().call(ContentProtocol.FLUSH, 0, Empty.EMPTY);
    }

    /// Dumps the last checkpoint if asked to.
    private Promise<Empty> dump() {
        Optional<String> wanted = attributes.get("content.dump");
        if (wanted.isEmpty()) {
            return Promise.of(Empty.EMPTY);
        }
        if (!wanted.get().equals("auto")) {
            return dump(Path.of(wanted.get()));
        }
        Path folder = dumpFolder();
        String name =
                LocalDateTime.ofInstant(now(), ZoneId.systemDefault())
                                .format(DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss"))
                        + ".tgz";
        return broker.reactor()
                .blocking(() -> Files.createDirectories(folder))
                .flatMap(_ -> dump(folder.resolve(name)))
                .flatMap(
                        done ->
                                broker.reactor()
                                        .blocking(
                                                () -> {
                                                    Files.createSymbolicLink(
                                                            folder.resolve("RESTORE"),
                                                            Path.of(name));
                                                    return done;
                                                }));
    }

    private Promise<Empty> dump(Path file) {
        log.info("dumping content to " + file);
        return new Dump(
                        tool,
                        new Dump.Options(false, true, true, true, true, true, DUMP_REQUESTS),
                        new Dump.Target(
                                file.toString(),
                                OutputStream.nullOutputStream(),
                                now().getEpochSecond(),
                                broker.host().uid(),
                                broker.host().gid()))
                .run();
    }
}
