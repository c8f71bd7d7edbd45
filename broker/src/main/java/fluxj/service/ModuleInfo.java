package fluxj.service;

import java.util.List;

/// One line of `module.list`.
///
/// @param path its file, or `builtin`
/// @param idle whole seconds since it sent something
/// @param status the number of its [ModuleState]
/// @param sendqueue messages on their way to it; bytes for a module in a process of its own
/// @param recvqueue messages on their way from it
public record ModuleInfo(
        String name,
        String path,
        int idle,
        int status,
        List<String> services,
        int sendqueue,
        int recvqueue) {}
