package fluxj.sim.jobs;

import fluxj.job.ResourceSet;

import java.util.Optional;

/// A job as its events tell, one after another.
final class JobAccount {
    private static final String PORTS = "cray-pmi-bootstrap";

    private Optional<String> last = Optional.empty();
    private Optional<ResourceSet> granted = Optional.empty();
    private boolean allocated;
    private boolean freed;
    private boolean ended;
    private boolean ports;
    private boolean clean;
    private boolean refused;

    /// R came with the events.
    void grant(ResourceSet resources) {
        granted = Optional.of(resources);
    }

    /// Takes an event in.
    ///
    /// @param fatal whether it is an exception that ends the job
    /// @return what is wrong with it
    Optional<String> happened(String event, boolean fatal) {
        boolean first = last.isEmpty();
        boolean wrong =
                clean
                        || refused
                        || first != event.equals("submit")
                        || (event.equals("alloc") && (allocated || granted.isEmpty()))
                        || (event.equals("start") && (!allocated || freed))
                        || (event.equals("finish") && (!allocated || freed))
                        || (event.equals("free") && (!allocated || freed))
                        || (event.equals("clean") && allocated && !freed);
        String before = last.orElse("nothing");
        last = Optional.of(event);
        switch (event) {
            case "alloc" -> allocated = true;
            case "free" -> freed = true;
            case "finish" -> ended = true;
            case "clean" -> clean = true;
            case "invalidate" -> refused = true;
            case PORTS -> ports = true;
            default -> ended |= fatal;
        }
        return wrong ? Optional.of(event + " after " + before) : Optional.empty();
    }

    /// What it holds now.
    Optional<ResourceSet> held() {
        return allocated && !freed ? granted : Optional.empty();
    }

    /// Whether it is over.
    boolean isClean() {
        return clean;
    }

    /// Whether it was refused after all, and so never was.
    boolean isRefused() {
        return refused;
    }

    /// Whether it has ports and still runs.
    boolean runsWithPorts() {
        return ports && !ended && !clean;
    }
}
