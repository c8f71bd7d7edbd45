package fluxj.coral2.dws.rabbits;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.json.RecordCodec;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/// A DirectiveBreakdown: what one directive needs of rabbits (spec coral2 8.3).
///
/// @param kind of the object, which should be `DirectiveBreakdown`
/// @param status what DWS has made of the directive
public record Breakdown(String kind, Status status) {

    /// What DWS has made of a directive.
    ///
    /// @param ready it is complete
    /// @param storage absent for directives that only use what is there, such as `persistentdw`
    public record Status(boolean ready, Optional<Storage> storage) {}

    /// The storage that a directive needs.
    ///
    /// @param allocationSets its parts
    /// @param reference the Servers object that says where they are to be
    public record Storage(List<Part> allocationSets, Optional<Reference> reference) {

        /// Whether it is a Lustre file system.
        public boolean isLustre() {
            return allocationSets.stream()
                    .flatMap(part -> StorageLabel.of(part.label()).stream())
                    .anyMatch(StorageLabel::isLustre);
        }

        /// The Servers object that says where the parts are to be.
        ///
        /// @throws FluxException EPROTO when there is none
        public Reference servers() {
            return reference.orElseThrow(
                    () -> malformed("Object item not found: status.storage.reference"));
        }
    }

    /// A part of a file system.
    ///
    /// @param allocationStrategy how it is laid out, see [AllocationStrategy]
    /// @param label what it is, see [StorageLabel]
    /// @param minimumCapacity bytes, of each or of all together, as the strategy has it
    /// @param constraints what else is asked of its place
    public record Part(
            String allocationStrategy,
            String label,
            long minimumCapacity,
            Optional<Placing> constraints) {

        /// How many allocations it is, when that is said.
        Optional<Long> count() {
            return constraints.flatMap(Placing::count);
        }
    }

    /// What is asked of the place of a part.
    ///
    /// @param count how many allocations
    public record Placing(Optional<Long> count) {}

    /// Names an object.
    public record Reference(String name, String namespace) {}

    private static final String KIND = "DirectiveBreakdown";

    /// Reads one.
    ///
    /// @throws FluxException EPROTO naming what is missing or of the wrong type
    public static Breakdown of(JsonObject object) {
        try {
            return RecordCodec.decode(Breakdown.class, object);
        } catch (JsonException e) {
            throw malformed(e.getMessage());
        }
    }

    /// The storage that it asks for, once it is known to be one and complete.
    ///
    /// @throws FluxException EINVAL when it is something else, EPROTO when it is not complete
    public Optional<Storage> storage() {
        if (!kind.equals(KIND)) {
            throw new FluxException(
                    Errno.EINVAL, "unsupported breakdown kind " + PythonText.quoted(kind));
        }
        if (!status.ready()) {
            throw new FluxException(Errno.EPROTO, "Breakdown marked as not ready");
        }
        return status.storage();
    }

    static FluxException malformed(@Nullable String why) {
        return new FluxException(Errno.EPROTO, "malformed " + KIND + ": " + why);
    }
}
