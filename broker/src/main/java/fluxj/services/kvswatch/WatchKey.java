package fluxj.services.kvswatch;

import fluxj.wire.Credentials;

/// What watchers have in common that can share a lookup.
///
/// @param everyCommit asked again at every commit, not only when the key was named
/// @param flags for the lookup
record WatchKey(String key, boolean everyCommit, int flags, Credentials cred) {}
