package fluxj.jobtap;

import fluxj.json.JsonValue;

/// One change that somebody asks for (spec services 11.6).
///
/// @param userid who asks
/// @param owner true when that is the instance owner
/// @param key dotted, as in `attributes.system.duration`
/// @param value the new value
public record JobUpdate(int userid, boolean owner, String key, JsonValue value) {}
