package fluxj.platform.os;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.IoReason;
import fluxj.platform.HostFacts;
import fluxj.platform.Terminal;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The host as Linux shows it: in `/proc` where that will do, because reading a file is cheaper at
/// start-up than linking a C function.
public final class OsHostFacts implements HostFacts {
    private static final String LETTERS =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int RANDOM_LETTERS = 6;
    private static final int ATTEMPTS = 100;
    private static final int LONGEST_NAME = 15;

    private final RandomGenerator random;
    private @Nullable List<String> status;

    /// Host facts; `random` names temporary directories.
    public OsHostFacts(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public int uid() {
        return Integer.parseUnsignedInt(statusField("Uid:"));
    }

    @Override
    public int gid() {
        return Integer.parseUnsignedInt(statusField("Gid:"));
    }

    @Override
    public int pid() {
        return Integer.parseInt(statusField("Pid:"));
    }

    @Override
    public boolean leadsGroup() {
        String stat = lines("/proc/self/stat").getFirst();
        // pid (name) state ppid pgrp; the name may have spaces and parentheses.
        int end = stat.lastIndexOf(')');
        int state = stat.indexOf(' ', end) + 1;
        int parent = stat.indexOf(' ', state) + 1;
        int group = stat.indexOf(' ', parent) + 1;
        String pid = stat.substring(0, stat.indexOf(' '));
        return stat.substring(group, stat.indexOf(' ', group)).equals(pid);
    }

    /// The first number of a line of /proc/self/status.
    private String statusField(String key) {
        List<String> lines = status == null ? lines("/proc/self/status") : status;
        status = lines;
        for (String line : lines) {
            if (line.startsWith(key)) {
                String value = line.substring(key.length()).strip();
                int end = value.indexOf('\t');
                return end < 0 ? value : value.substring(0, end);
            }
        }
        throw new FluxException(Errno.ENOENT, "/proc/self/status has no line " + key);
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, file + ": " + IoReason.of(e));
        }
    }

    @Override
    public String hostname() {
        return lines("/proc/sys/kernel/hostname").getFirst();
    }

    @Override
    public Optional<User> user(String name) {
        return LibcUser.user(name);
    }

    @Override
    public Optional<User> user(int uid) {
        return LibcUser.user(uid);
    }

    @Override
    public Optional<List<String>> groupMembers(String group) {
        return LibcUser.groupMembers(group);
    }

    @Override
    public boolean isTerminal(int fd) {
        String target;
        try {
            target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
        } catch (IOException e) {
            // Not open, so no terminal.
            return false;
        }
        return target.startsWith("/dev/pts/")
                || target.startsWith("/dev/tty")
                || target.equals("/dev/console");
    }

    @Override
    public int rows(int fd) {
        return OsTerminal.rows(fd);
    }

    @Override
    public int columns(int fd) {
        return OsTerminal.columns(fd);
    }

    @Override
    public void nameProcess(String name) {
        String kept = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        try {
            Files.writeString(Path.of("/proc/self/comm"), kept);
        } catch (IOException e) {
            throw new FluxException(Errno.EIO, "/proc/self/comm: " + IoReason.of(e));
        }
    }

    @Override
    public Optional<String> defaultRouteInterface() {
        for (String line : lines("/proc/net/route")) {
            String[] columns = line.split("\t", -1);
            if (columns.length > 7
                    && columns[1].equals("00000000")
                    && columns[7].equals("00000000")) {
                return Optional.of(columns[0]);
            }
        }
        if (!Files.exists(Path.of("/proc/net/ipv6_route"))) {
            return Optional.empty();
        }
        String any = "0".repeat(32);
        for (String line : lines("/proc/net/ipv6_route")) {
            int name = line.lastIndexOf(' ') + 1;
            if (line.startsWith(any + " 00 ") && !line.substring(name).equals("lo")) {
                return Optional.of(line.substring(name));
            }
        }
        return Optional.empty();
    }

    @Override
    public ResourceUsage usage(Who who) {
        return LibcUsage.usage(who);
    }

    @Override
    public Path makeTemporaryDirectory(Path parent, String prefix) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            StringBuilder name = new StringBuilder(prefix);
            for (int i = 0; i < RANDOM_LETTERS; i++) {
                name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            Path directory = parent.resolve(name.toString());
            try {
                return Files.createDirectory(
                        directory,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            } catch (FileAlreadyExistsException _) {
                // Somebody has that name: on to the next.
            } catch (NoSuchFileException e) {
                throw new FluxException(Errno.ENOENT, parent + ": " + Errno.ENOENT.text());
            } catch (IOException e) {
                throw new FluxException(Errno.EIO, directory + ": " + IoReason.of(e));
            }
        }
        throw new FluxException(Errno.EEXIST, parent.resolve(prefix) + "*: no free name");
    }

    @Override
    public Runnable lock(Path directory) {
        return LibcLock.take(directory);
    }

    @Override
    public Optional<Terminal> terminal() {
        return isTerminal(0) ? Optional.of(new OsTerminal()) : Optional.empty();
    }
}
