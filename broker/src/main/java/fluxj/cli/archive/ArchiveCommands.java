package fluxj.cli.archive;

import fluxj.archive.FileArchive;
import fluxj.archive.FileCreate;
import fluxj.archive.ToolContext;
import fluxj.cli.ByteSize;
import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.cli.FluxCommand;
import fluxj.cli.GroupCommand;
import fluxj.cli.Words;
import fluxj.client.FluxClient;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.filemap.FileExtract;
import fluxj.format.FormatException;
import fluxj.format.HashType;
import fluxj.json.JsonValue;
import fluxj.platform.os.OsSparseFiles;
import fluxj.services.kvs.KvsProtocol;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The commands of `fluxj archive`.
public final class ArchiveCommands {
    private ArchiveCommands() {}

    /// All of them under one name.
    public static CommandLine group(Console console) {
        return new CommandLine(new GroupCommand())
                .addSubcommand(new Create(console))
                .addSubcommand(new Remove(console))
                .addSubcommand(new Extract(console))
                .addSubcommand(new ListFiles(console))
                .setCommandName("archive");
    }

    /// `-v`, `--verbose` and `--waitcreate` with the value that they have when none is given, so
    /// that they do not take the next word for one.
    public static List<String> withValuesSpelledOut(List<String> arguments) {
        List<String> out = new ArrayList<>();
        for (String word : Words.withVerboseSpelledOut(arguments)) {
            out.add(word.equals("--waitcreate") ? "--waitcreate=" : word);
        }
        return out;
    }

    private abstract static class OfArchive extends FluxCommand {
        @Option(
                names = {"-n", "--name"},
                paramLabel = "NAME",
                description = "Name of the archive (default main)")
        private String name = "main";

        @Option(
                names = "--no-force-primary",
                description = "Do not force archive to be in the primary KVS namespace")
        private boolean noForcePrimary;

        OfArchive(Console console) {
            super(console);
        }

        final boolean noForcePrimary() {
            return noForcePrimary;
        }

        final FileArchive archive(FluxClient client) {
            String namespace =
                    noForcePrimary
                            ? console()
                                    .environment()
                                    .getOrDefault("FLUX_KVS_NAMESPACE", KvsProtocol.PRIMARY)
                            : KvsProtocol.PRIMARY;
            return new FileArchive(
                    new ToolPrinter(console(), "fluxj archive: ").tool(client), namespace, name);
        }
    }

    private static Path directory(String name) {
        Path directory = Path.of(name).toAbsolutePath();
        if (!Files.isDirectory(directory)) {
            Errno errno = Files.exists(directory) ? Errno.ENOTDIR : Errno.ENOENT;
            throw new CommandFailure("chdir " + name + ": " + errno.text());
        }
        return directory;
    }

    @Command(name = "create", description = "Create a KVS file archive", sortOptions = false)
    private static final class Create extends OfArchive {
        @Option(
                names = {"-C", "--directory"},
                paramLabel = "DIR",
                description = "Change to DIR before reading files")
        private String directory = ".";

        @Option(
                names = {"-v", "--verbose"},
                paramLabel = "LEVEL",
                description = "Increase output detail.")
        private int verbose;

        @Option(names = "--overwrite", description = "Overwrite existing archive")
        private boolean overwrite;

        @Option(names = "--append", description = "Append to existing archive")
        private boolean append;

        @Option(names = "--preserve", description = "Preserve data over Flux restart")
        private boolean preserve;

        @Option(names = "--mmap", description = "Use mmap(2) to map file content")
        private boolean mmap;

        @Option(names = "--chunksize", hidden = true)
        private String chunkSize = "1M";

        @Option(names = "--small-file-threshold", hidden = true)
        private String smallFile = "1K";

        @Parameters(paramLabel = "PATH", arity = "1..*")
        private List<String> paths = new ArrayList<>();

        Create(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            int chunk = (int) ByteSize.parse("chunksize", chunkSize);
            int small = (int) ByteSize.parse("small-file-threshold", smallFile);
            try (FluxClient client = console().connect()) {
                check(client);
                FileCreate.Encoding encoding =
                        new FileCreate.Encoding(
                                directory(directory),
                                hash(client),
                                chunk,
                                small,
                                new OsSparseFiles());
                FileCreate.Options options =
                        new FileCreate.Options(verbose > 0, overwrite, append, preserve, mmap);
                client.get(new FileCreate(archive(client), options, encoding).run(paths));
            }
        }

        private void check(FluxClient client) {
            if (mmap && client.rank() > 0) {
                throw new CommandFailure("--mmap only works on the rank 0 broker");
            }
            if (mmap && preserve) {
                throw new CommandFailure("--mmap cannot work with --preserve");
            }
            if (mmap && noForcePrimary()) {
                throw new CommandFailure("--mmap cannot work with --no-force-primary");
            }
            if (overwrite && append) {
                throw new CommandFailure("--overwrite and --append cannot be used together");
            }
        }

        private static HashType hash(FluxClient client) {
            try {
                return HashType.of(client.attribute("content.hash"));
            } catch (FluxException e) {
                return HashType.SHA1;
            } catch (FormatException e) {
                throw new CommandFailure("content.hash: " + e.getMessage());
            }
        }
    }

    @Command(name = "remove", description = "Remove a KVS file archive", sortOptions = false)
    private static final class Remove extends OfArchive {
        @Option(
                names = {"-f", "--force"},
                description = "Ignore a nonexistent archive")
        private boolean force;

        Remove(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                client.get(archive(client).remove(force));
            }
        }
    }

    @Command(
            name = "extract",
            description = "Extract KVS file archive contents",
            sortOptions = false)
    private static final class Extract extends OfArchive {
        @Option(
                names = {"-v", "--verbose"},
                paramLabel = "LEVEL",
                description = "Show filenames on stderr")
        private int verbose;

        @Option(
                names = {"-C", "--directory"},
                paramLabel = "DIR",
                description = "Change to DIR before extracting")
        private String directory = ".";

        @Option(names = "--overwrite", description = "Overwrite existing files when extracting")
        private boolean overwrite;

        @Option(
                names = "--waitcreate",
                paramLabel = "FSD",
                description = "Wait for KVS archive key to appear (timeout optional)")
        private Optional<String> waitCreate = Optional.empty();

        @Option(
                names = {"-t", "--list-only"},
                description = "List table of contents without extracting")
        private boolean listOnly;

        @Parameters(arity = "0..1", paramLabel = "PATTERN")
        private Optional<String> pattern = Optional.empty();

        Extract(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            Optional<Duration> limit =
                    waitCreate
                            .filter(text -> !text.isEmpty())
                            .map(text -> Words.seconds("waitcreate", text))
                            .map(seconds -> Duration.ofNanos((long) (seconds * 1e9)));
            Path base = directory(directory);
            try (FluxClient client = console().connect()) {
                FileArchive archive = archive(client);
                List<JsonValue> all =
                        client.get(
                                waitCreate.isPresent()
                                        ? archive.awaitEntries(limit)
                                        : archive.entries());
                List<JsonValue> entries =
                        pattern.isPresent() ? archive.matching(all, pattern.get()) : all;
                if (listOnly) {
                    FileArchive.lines(entries, verbose > 0).forEach(console().out()::println);
                } else {
                    ToolContext tool = new ToolPrinter(console(), "").tool(client);
                    client.get(
                            new FileExtract(
                                            tool.rpc(),
                                            tool.reactor(),
                                            base,
                                            new FileExtract.Manner(overwrite, true),
                                            file -> {
                                                if (verbose > 0) {
                                                    tool.printer().item(file.path());
                                                }
                                            })
                                    .run(entries));
                }
            }
        }
    }

    @Command(name = "list", description = "List KVS file archive contents", sortOptions = false)
    private static final class ListFiles extends OfArchive {
        @Option(
                names = {"-l", "--long"},
                description = "Show file type, mode, size")
        private boolean detailed;

        @Option(
                names = "--raw",
                description = "Show raw RFC 37 file system object without decoding")
        private boolean raw;

        @Parameters(arity = "0..1", paramLabel = "PATTERN")
        private Optional<String> pattern = Optional.empty();

        ListFiles(Console console) {
            super(console);
        }

        @Override
        protected void run() {
            try (FluxClient client = console().connect()) {
                FileArchive archive = archive(client);
                List<JsonValue> all = client.get(archive.entries());
                List<JsonValue> entries =
                        pattern.isPresent() ? archive.matching(all, pattern.get()) : all;
                if (raw) {
                    entries.forEach(entry -> console().out().print(entry));
                } else {
                    FileArchive.lines(entries, detailed).forEach(console().out()::println);
                }
            }
        }
    }
}
