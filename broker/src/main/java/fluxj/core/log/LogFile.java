package fluxj.core.log;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;
import fluxj.platform.HostFacts;
import fluxj.service.Attributes;
import fluxj.service.Severity;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Where the log of one broker goes: standard error, the file of `log-filename`, the system's log.
public final class LogFile implements LogOutput {
    private static final int WRITABLE_BY_OTHERS = 022;

    private final HostFacts host;
    private final Consumer<String> stderr;
    private final BiConsumer<Severity, String> syslog;
    private @Nullable OutputStream file;

    /// No file is open.
    ///
    /// @param stderr writes a line to standard error
    /// @param syslog writes a line to the system's log
    public LogFile(HostFacts host, Consumer<String> stderr, BiConsumer<Severity, String> syslog) {
        this.host = host;
        this.stderr = stderr;
        this.syslog = syslog;
    }

    /// Opens the file when there is to be one.
    ///
    /// @throws FluxException with the words for the log
    public void open(Attributes attributes) {
        Optional<String> named = attributes.get("log-filename");
        if (named.isEmpty()) {
            return;
        }
        String name = named.get();
        try {
            file = open(Path.of(name), host.uid());
        } catch (IOException e) {
            throw new FluxException(
                    Errno.EIO, "Error initializing logging: " + name + ": " + IoReason.of(e));
        }
    }

    /// Opens a file to append to. Where others may write to the folder, they may have put there a
    /// link to a file that is not for logs: it has to be a file of one name and this user's own.
    static OutputStream open(Path path, int uid) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        boolean shared =
                folder != null
                        && (Files.getAttribute(folder, "unix:mode") instanceof Integer mode)
                        && (mode & WRITABLE_BY_OTHERS) != 0;
        if (Files.exists(path) || (shared && Files.isSymbolicLink(path))) {
            if (shared) {
                refuseForeign(path, uid);
                return Files.newOutputStream(
                        path, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
            }
        } else {
            Files.createFile(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        return Files.newOutputStream(path, StandardOpenOption.APPEND);
    }

    private static void refuseForeign(Path path, int uid) throws IOException {
        Map<String, Object> facts =
                Files.readAttributes(
                        path, "unix:uid,nlink,isSymbolicLink", LinkOption.NOFOLLOW_LINKS);
        if (Boolean.TRUE.equals(facts.get("isSymbolicLink"))
                || !Integer.valueOf(1).equals(facts.get("nlink"))) {
            throw new FileSystemException(
                    path.toString(), null, "is a link, in a folder that others may write to");
        }
        if (!Integer.valueOf(uid).equals(facts.get("uid"))) {
            throw new FileSystemException(
                    path.toString(),
                    null,
                    "belongs to another user, in a folder that others may write to");
        }
    }

    @Override
    public void stderr(String line) {
        stderr.accept(line);
    }

    @Override
    public void file(String line) {
        OutputStream open = file;
        if (open == null) {
            return;
        }
        try {
            open.write((line + '\n').getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            file = null;
            stderr.accept("log-filename: " + IoReason.of(e));
        }
    }

    /// Gives the file up.
    public void close() {
        OutputStream open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                stderr.accept("log-filename: " + IoReason.of(e));
            }
        }
    }

    @Override
    public void syslog(Severity severity, String line) {
        syslog.accept(severity, line);
    }

    /// `user@jobid-path`.
    public static String syslogPrefix(HostFacts host, Attributes attributes) {
        return host.user(host.uid()).map(HostFacts.User::name).orElse("unknown")
                + '@'
                + attributes.get("jobid-path").orElse("unknown");
    }
}
