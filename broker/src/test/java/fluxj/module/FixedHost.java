package fluxj.module;

import fluxj.platform.HostFacts;
import fluxj.platform.Terminal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A host that never changes.
public final class FixedHost implements HostFacts {
    private final Optional<Terminal> terminal;

    /// One without a terminal.
    public FixedHost() {
        this(Optional.empty());
    }

    /// One with that terminal on standard input.
    public FixedHost(Optional<Terminal> terminal) {
        this.terminal = terminal;
    }

    @Override
    public int uid() {
        return TestBroker.OWNER_UID;
    }

    @Override
    public int gid() {
        return 100;
    }

    @Override
    public int pid() {
        return 4711;
    }

    @Override
    public String hostname() {
        return "testhost";
    }

    @Override
    public Optional<User> user(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<User> user(int uid) {
        return Optional.empty();
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
        return new ResourceUsage(1.5, 0.5, who == Who.SELF ? 1000 : 10, 1, 2, 3, 4, 5, 6);
    }

    @Override
    public Path makeTemporaryDirectory(Path parent, String prefix) {
        throw new IllegalStateException("no files here");
    }

    @Override
    public Optional<Terminal> terminal() {
        return terminal;
    }
}
