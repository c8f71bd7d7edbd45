package fluxj.sim;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.HostFacts;
import fluxj.platform.Terminal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A host that exists in the simulator only: one user, no terminal, no files.
record SimHost(String hostname, int pid, int uid) implements HostFacts {
    static final int UID = 1000;
    private static final String OWNER = "flux";

    private User owner() {
        return new User(OWNER, uid, uid, "/home/flux", "/bin/sh");
    }

    @Override
    public int gid() {
        return uid;
    }

    @Override
    public Optional<User> user(String name) {
        return name.equals(OWNER) ? Optional.of(owner()) : Optional.empty();
    }

    @Override
    public Optional<User> user(int number) {
        return number == uid ? Optional.of(owner()) : Optional.empty();
    }

    @Override
    public Optional<List<String>> groupMembers(String group) {
        return Optional.empty();
    }

    @Override
    public boolean isTerminal(int fd) {
        return false;
    }

    @Override
    public int rows(int fd) {
        return 0;
    }

    @Override
    public int columns(int fd) {
        return 0;
    }

    @Override
    public void nameProcess(String name) {}

    @Override
    public Optional<String> defaultRouteInterface() {
        return Optional.empty();
    }

    @Override
    public ResourceUsage usage(Who who) {
        return new ResourceUsage(0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public Path makeTemporaryDirectory(Path parent, String prefix) {
        throw new FluxException(Errno.EROFS, "the simulator has no files");
    }

    @Override
    public Optional<Terminal> terminal() {
        return Optional.empty();
    }
}
