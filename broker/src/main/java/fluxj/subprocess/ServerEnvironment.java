package fluxj.subprocess;

import java.util.Map;

/// What a subprocess server gives its children and signs its output with.
///
/// @param rank the broker's rank
/// @param localUri what children get as FLUX_URI
/// @param env the environment of a command that brings none
public record ServerEnvironment(int rank, String localUri, Map<String, String> env) {}
