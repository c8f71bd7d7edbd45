package fluxj.broker;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;
import fluxj.platform.HostFacts;
import fluxj.service.Attributes;
import fluxj.service.Severity;
import fluxj.services.log.LogOutput;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// Where the log of one broker goes: standard error, the file of `log-filename`, the system's log.
final class LogFile implements LogOutput {
    private final BrokerPlatform platform;
    private @Nullable OutputStream file;

    LogFile(BrokerPlatform platform) {
        this.platform = platform;
    }

    /// Opens the file when there is to be one.
    ///
    /// @throws FluxException with the words for the log
    void open(Attributes attributes) {
        Optional<String> named = attributes.get("log-filename");
        if (named.isEmpty()) {
            return;
        }
        String name = named.get();
        try {
            Path path = Path.of(name);
            if (!Files.exists(path)) {
                Files.createFile(
                        path,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            }
            file = Files.newOutputStream(path, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new FluxException(
                    Errno.EIO, "Error initializing logging: " + name + ": " + IoReason.of(e));
        }
    }

    @Override
    public void stderr(String line) {
        platform.stderr(line);
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
            platform.stderr("log-filename: " + IoReason.of(e));
        }
    }

    /// Gives the file up.
    void close() {
        OutputStream open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                platform.stderr("log-filename: " + IoReason.of(e));
            }
        }
    }

    @Override
    public void syslog(Severity severity, String line) {
        platform.syslog(severity, line);
    }

    /// `user@jobid-path`.
    static String syslogPrefix(HostFacts host, Attributes attributes) {
        return host.user(host.uid()).map(HostFacts.User::name).orElse("unknown")
                + '@'
                + attributes.get("jobid-path").orElse("unknown");
    }
}
