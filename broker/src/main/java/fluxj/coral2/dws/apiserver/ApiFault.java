package fluxj.coral2.dws.apiserver;

import java.time.Duration;
import java.util.regex.Pattern;

/// Something that the API does wrong on purpose.
///
/// @param requests found in `METHOD TARGET`, such as `GET .*watch=`
/// @param effect what happens to them
/// @param times how often, 0 for always
public record ApiFault(Pattern requests, Effect effect, int times) {
    /// What happens to a request.
    public sealed interface Effect {}

    /// It is answered late.
    public record Slow(Duration delay) implements Effect {}

    /// It is refused.
    ///
    /// @param code the status of HTTP
    /// @param reason one word for machines
    /// @param message a line for people
    public record Refused(int code, String reason, String message) implements Effect {}

    /// It is never answered.
    public record Silent() implements Effect {}

    /// Its connection ends.
    public record Cut() implements Effect {}
}
