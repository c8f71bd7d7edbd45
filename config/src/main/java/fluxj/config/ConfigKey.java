package fluxj.config;

/// One key of a table as the reference describes it.
///
/// @param name the key
/// @param type what its value is: `string`, `integer`, `boolean`, `duration`, `array` …
/// @param byDefault what holds when it is not set, as it would be written
/// @param meaning what it does, in one sentence
public record ConfigKey(String name, String type, String byDefault, String meaning) {}
