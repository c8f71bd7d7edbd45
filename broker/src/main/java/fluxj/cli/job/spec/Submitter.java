package fluxj.cli.job.spec;

import java.time.ZonedDateTime;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What a jobspec takes over from the process that submits it.
///
/// @param environment its variables, in the order that they shall have
/// @param directory gives its working directory
/// @param limits its soft resource limits by their names in a jobspec, −1 for none; in the order
///   that they shall have
/// @param now gives the time, with the zone of its user
/// @param warnings takes a line for standard error
public record Submitter(
        Map<String, String> environment,
        Supplier<String> directory,
        Map<String, Long> limits,
        Supplier<ZonedDateTime> now,
        Consumer<String> warnings) {}
