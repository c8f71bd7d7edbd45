package fluxj.job;

import fluxj.json.JsonValue;

import java.util.Optional;

/// What R says of all nodes together.
///
/// @param starttime seconds since the epoch, 0 for none
/// @param expiration seconds since the epoch, 0 for none
/// @param slots 0 for none
/// @param scheduling the scheduler's own
record ResourceTerms(
        double starttime, double expiration, int slots, Optional<JsonValue> scheduling) {
    static final ResourceTerms NONE = new ResourceTerms(0, 0, 0, Optional.empty());

    ResourceTerms withTimes(double start, double end) {
        return new ResourceTerms(start, end, slots, scheduling);
    }

    ResourceTerms withoutScheduling() {
        return new ResourceTerms(starttime, expiration, slots, Optional.empty());
    }

    /// These, with the scheduler's data of the other where these have none.
    ResourceTerms or(ResourceTerms other) {
        return scheduling.isPresent()
                ? this
                : new ResourceTerms(starttime, expiration, slots, other.scheduling);
    }
}
