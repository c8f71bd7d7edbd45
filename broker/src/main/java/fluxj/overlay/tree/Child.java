package fluxj.overlay.tree;

import fluxj.routing.PendingRequests;

/// What a broker knows of one of its children. Changed by [Children] and the side that serves them.
final class Child {
    private static final long NEVER = Long.MIN_VALUE;

    final int rank;
    final PendingRequests tracker = new PendingRequests();
    private String uuid = "";
    private SubtreeStatus status = SubtreeStatus.OFFLINE;
    private long sinceNanos;
    private long lastSeenNanos = NEVER;
    private boolean torpid;
    private boolean held;
    private boolean flooding;
    private String error = "";

    Child(int rank, long nowNanos) {
        this.rank = rank;
        sinceNanos = nowNanos;
    }

    String uuid() {
        return uuid;
    }

    SubtreeStatus status() {
        return status;
    }

    boolean isOnline() {
        return status.isOnline();
    }

    boolean isTorpid() {
        return torpid;
    }

    void setTorpid(boolean isTorpid) {
        torpid = isTorpid;
    }

    /// True while nothing is read from it.
    boolean isHeld() {
        return held;
    }

    void setHeld(boolean isHeld) {
        held = isHeld;
    }

    /// True when it sends events although there is congestion.
    boolean isFlooding() {
        return flooding;
    }

    void setFlooding(boolean isFlooding) {
        flooding = isFlooding;
    }

    /// Why it is not online; empty when nobody said.
    String error() {
        return error;
    }

    void setError(String text) {
        error = text;
    }

    /// Seconds since the status changed.
    double statusSeconds(long nowNanos) {
        return (nowNanos - sinceNanos) / 1e9;
    }

    void seen(long nowNanos) {
        lastSeenNanos = nowNanos;
    }

    /// Nanoseconds since the last message; 0 before the first.
    long idleNanos(long nowNanos) {
        return lastSeenNanos == NEVER ? 0 : nowNanos - lastSeenNanos;
    }

    /// A new broker process took this place: nothing is known of the time before.
    void renew(String newUuid) {
        uuid = newUuid;
        lastSeenNanos = NEVER;
        torpid = false;
        held = false;
        flooding = false;
    }

    void setStatus(SubtreeStatus newStatus, long nowNanos) {
        status = newStatus;
        sinceNanos = nowNanos;
    }
}
