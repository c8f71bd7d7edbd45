package fluxj.broker;

import fluxj.archive.Dump;
import fluxj.archive.Fsck;
import fluxj.archive.KvsState;
import fluxj.archive.Restore;
import fluxj.archive.Startlog;
import fluxj.archive.ToolContext;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.service.AttributeTable;
import fluxj.service.Log;
import fluxj.services.content.ContentProtocol;
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
import java.util.Optional;

/// What rank 0 does around its modules when nobody else does (spec services 0): restores a dump or
/// checks what is there, keeps the log of starts, and dumps at the end.
final class LeaderTasks {
    private static final long RESTORE_LIMIT = 100L * 1024 * 1024;
    private static final int DUMP_REQUESTS = 128;
    private static final int RESTORE_REQUESTS = 256;

    private final BrokerPlatform platform;
    private final AttributeTable attributes;
    private final Log log;
    private final ToolContext tool;
    private Optional<Path> restored = Optional.empty();
    private boolean startedBefore;

    LeaderTasks(BrokerPlatform platform, AttributeTable attributes, Log log, RpcClient rpc) {
        this.platform = platform;
        this.attributes = attributes;
        this.log = log;
        tool = new ToolContext(rpc, platform.reactor(), new Lines(log), KvsProtocol.PRIMARY);
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

    /// The module that keeps the content.
    String backingModule() {
        return attributes.get("content.backing-module").orElse("content-sqlite");
    }

    /// Finds out what to restore, and with that the arguments of the backing module.
    Promise<String[]> prepare() {
        Optional<String> wanted = attributes.get("content.restore");
        if (wanted.isEmpty()) {
            return Promise.of(new String[0]);
        }
        return platform.reactor()
                .blocking(
                        () -> {
                            restored = source(wanted.get());
                            return restored.isPresent() ? new String[] {"truncate"} : new String[0];
                        });
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
    Promise<Empty> restoreOrCheck() {
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
                                        ? platform.reactor().blocking(() -> deleted(file))
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
        return Instant.ofEpochMilli(platform.clock().epochMicros() / 1000);
    }

    /// Notes the start, and says so when the last run did not end as it should.
    Promise<Empty> noteStart() {
        Startlog startlog = new Startlog(tool.rpc(), tool.namespace(), Startlog.KEY);
        return startlog.start(
                        platform.clock().epochSeconds(),
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
    Promise<Empty> noteFinish() {
        return new Startlog(tool.rpc(), tool.namespace(), Startlog.KEY)
                .finish(platform.clock().epochSeconds(), Startlog.VERSION);
    }

    /// Writes what is dirty.
    Promise<Empty> flush() {
        return tool.rpc().call(ContentProtocol.FLUSH, 0, Empty.EMPTY);
    }

    /// Dumps the last checkpoint if asked to.
    Promise<Empty> dump() {
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
        return platform.reactor()
                .blocking(() -> Files.createDirectories(folder))
                .flatMap(_ -> dump(folder.resolve(name)))
                .flatMap(
                        done ->
                                platform.reactor()
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
                                platform.host().uid(),
                                platform.host().gid()))
                .run();
    }
}
