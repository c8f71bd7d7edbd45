package fluxj.core.runat;

/// A part of the broker that runs as an entry of a list.
record RunningScript(BuiltinScript script, RunningEntry.Owner owner) implements RunningEntry {
    @Override
    public void start() {
        script.start(rc -> owner.ended(rc, "Exited"));
    }

    @Override
    public void hangUp() {
        script.abort();
    }
}
