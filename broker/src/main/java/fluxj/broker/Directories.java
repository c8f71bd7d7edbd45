package fluxj.broker;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;
import fluxj.platform.FolderRemoval;
import fluxj.platform.HostFacts;
import fluxj.platform.SocketFile;
import fluxj.service.AttributeTable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The directories of one broker: rundir, and on rank 0 statedir (spec broker 5.4). What it made it
/// removes.
final class Directories {
    private static final String LOCAL = "local://";
    private static final int MAX_RUNDIR_BYTES = 108 - 12;
    private static final int MAX_SOCKET_BYTES = 107;
    private static final int MAX_PATH_BYTES = 1023;
    private static final int TEMPORARY_NAME = "/flux-XXXXXX".length();
    private static final int STICKY = 01000;
    private static final int OWNER_RWX = 0700;

    private final AttributeTable attributes;
    private final HostFacts host;
    private final List<Path> temporary = new ArrayList<>();
    private Runnable unlock = () -> {};

    Directories(AttributeTable attributes, HostFacts host) {
        this.attributes = attributes;
        this.host = host;
    }

    /// Refuses a rundir or a socket where another broker answers, before anything in there is made,
    /// changed or noted for removal.
    ///
    /// @throws FluxException with the words for the log
    void refuseOccupied(int rank) {
        String uri = attributes.get("local-uri").orElse("");
        String rundir = attributes.get("rundir").orElse("");
        if (uri.isEmpty() && !rundir.isEmpty()) {
            uri = LOCAL + rundir + "/local-" + rank;
        }
        if (uri.startsWith(LOCAL) && SocketFile.isAlive(Path.of(uri.substring(LOCAL.length())))) {
            throw new FluxException(
                    Errno.EADDRINUSE,
                    "another broker answers at "
                            + uri
                            + ": stop it, or choose another rundir or local-uri");
        }
    }

    /// Makes or checks the rundir.
    ///
    /// @param flux the command that `<rundir>/bin/flux` is to lead to
    /// @throws FluxException with the words for the log
    void makeRundir(String tmpdir, Optional<Path> flux) {
        try {
            String path = make("rundir", tmpdir);
            int length = path.getBytes(StandardCharsets.UTF_8).length;
            if (length > MAX_RUNDIR_BYTES) {
                throw new FluxException(
                        Errno.EINVAL,
                        "length of "
                                + length
                                + " bytes exceeds max "
                                + MAX_RUNDIR_BYTES
                                + " to allow for AF_UNIX socket creation.");
            }
            if (flux.isPresent()) {
                link(Path.of(path, "bin"), flux.get());
            }
        } catch (FluxException e) {
            throw new FluxException(e.errno(), "rundir " + e.getMessage());
        }
    }

    /// Makes or checks the statedir.
    ///
    /// @throws FluxException with the words for the log
    void makeStatedir(String tmpdir) {
        try {
            String wanted = attributes.get("statedir").orElse("");
            boolean existed = !wanted.isEmpty() && Files.isDirectory(Path.of(wanted));
            if (existed) {
                lock(Path.of(wanted));
            }
            make("statedir", tmpdir);
            if (!existed && !wanted.isEmpty()) {
                lock(Path.of(wanted));
            }
        } catch (FluxException e) {
            throw new FluxException(e.errno(), "statedir " + e.getMessage());
        }
    }

    private void lock(Path directory) {
        if ((mode(directory) & STICKY) != 0) {
            return;
        }
        try {
            unlock = host.lock(directory);
        } catch (FluxException e) {
            throw e.errno().equals(Errno.EBUSY)
                    ? new FluxException(
                            Errno.EBUSY,
                            directory + " is in use by another broker: stop it, or choose another")
                    : new FluxException(e.errno(), directory + ": " + e.errno().text());
        }
    }

    private String make(String name, String tmpdir) {
        String path = attributes.get(name).orElse("");
        boolean made = true;
        if (path.isEmpty()) {
            path = temporary(tmpdir);
            attributes.set(name, path);
        } else if (!Files.exists(Path.of(path))) {
            try {
                Files.createDirectory(
                        Path.of(path),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            } catch (IOException e) {
                throw new FluxException(
                        Errno.ENOENT, "error creating " + path + ": " + IoReason.of(e));
            }
        } else if ((mode(Path.of(path)) & STICKY) != 0) {
            path = temporary(path);
            attributes.set(name, path);
        } else {
            made = false;
        }
        String cleanup = name + "-cleanup";
        boolean removes =
                attributes.isPresent(cleanup)
                        ? !attributes.get(cleanup).orElse("0").equals("0")
                        : made;
        if (removes) {
            temporary.add(Path.of(path));
        }
        check(Path.of(path));
        attributes.setDefault(cleanup, removes ? "1" : "0");
        return path;
    }

    private String temporary(String parent) {
        if (parent.getBytes(StandardCharsets.UTF_8).length + TEMPORARY_NAME > MAX_PATH_BYTES) {
            throw new FluxException(Errno.ENAMETOOLONG, "buffer overflow: " + parent);
        }
        try {
            return host.makeTemporaryDirectory(Path.of(parent), "flux-").toString();
        } catch (FluxException e) {
            throw new FluxException(
                    e.errno(), "cannot create directory in " + parent + ": " + e.errno().text());
        }
    }

    private static int mode(Path path) {
        try {
            return Files.getAttribute(path, "unix:mode") instanceof Integer mode ? mode : 0;
        } catch (IOException e) {
            throw new FluxException(Errno.ENOENT, "cannot stat " + path + ": " + IoReason.of(e));
        }
    }

    /// Refuses a directory that is not the owner's own.
    private void check(Path path) {
        Map<String, Object> facts;
        try {
            facts = Files.readAttributes(path, "unix:mode,uid,isDirectory");
        } catch (IOException e) {
            throw new FluxException(Errno.ENOENT, "cannot stat " + path + ": " + IoReason.of(e));
        }
        if (!Integer.valueOf(host.uid()).equals(facts.get("uid"))) {
            throw new FluxException(
                    Errno.EPERM, path + " is not owned by instance owner: " + Errno.EPERM.text());
        }
        if (!Boolean.TRUE.equals(facts.get("isDirectory"))) {
            throw new FluxException(Errno.ENOTDIR, path + ": " + Errno.ENOTDIR.text());
        }
        if (!(facts.get("mode") instanceof Integer mode) || (mode & OWNER_RWX) != OWNER_RWX) {
            throw new FluxException(Errno.EPERM, path + " does not have owner=rwx permissions");
        }
    }

    private void link(Path bin, Path target) {
        try {
            Files.createDirectory(
                    bin,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwxr-xr-x")));
            temporary.add(bin);
            Files.createSymbolicLink(bin.resolve("flux"), target);
        } catch (FileAlreadyExistsException _) {
            // Another broker with the same rundir was faster.
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, "symlink " + bin + ": " + IoReason.of(e));
        }
    }

    /// Sets `local-uri` when it is not set, and checks it when it is.
    ///
    /// @throws FluxException with the words for the log
    void setLocalUri(int rank) {
        String uri = attributes.get("local-uri").orElse("");
        if (uri.isEmpty()) {
            attributes.set(
                    "local-uri", LOCAL + attributes.get("rundir").orElse("") + "/local-" + rank);
            return;
        }
        if (!uri.startsWith(LOCAL)) {
            throw new FluxException(Errno.EINVAL, "local-uri is malformed");
        }
        String path = uri.substring(LOCAL.length());
        int length = path.getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_PATH_BYTES) {
            throw new FluxException(Errno.ENAMETOOLONG, "buffer overflow while checking local-uri");
        }
        Path parent = Path.of(path).getParent();
        try {
            check(parent == null ? Path.of(".") : parent);
        } catch (FluxException e) {
            throw new FluxException(e.errno(), "local-uri directory " + e.getMessage());
        }
        if (length > MAX_SOCKET_BYTES) {
            throw new FluxException(
                    Errno.EINVAL,
                    "local-uri length of "
                            + length
                            + " bytes exceeds max "
                            + MAX_SOCKET_BYTES
                            + " AF_UNIX socket path length");
        }
    }

    /// Removes what is to be removed, the last made first.
    void remove() {
        for (Path path : temporary.reversed()) {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            try {
                FolderRemoval.remove(path);
            } catch (IOException _) {
                // Somebody else uses it or was faster; nothing depends on it.
            }
        }
        unlock.run();
    }
}
