package fluxj.platform;

import java.util.List;
import java.util.Map;

/// The processes of this host that this user may end.
public interface ProcessTable {
    /// One of them, as it was when it was found.
    ///
    /// @param name what the kernel calls it
    /// @param environment what it was started with
    /// @param end ends it with SIGKILL, unless it has ended: never another one that has its id
    ///   since
    record Entry(int pid, String name, Map<String, String> environment, Runnable end) {}

    /// Those of this user that were started with a variable of that value. It looks at all of them:
    /// nothing for a reactor.
    List<Entry> startedWith(String variable, String value);
}
