package fluxj.services.groups;

import fluxj.format.Idset;
import fluxj.rpc.StreamCall;
import fluxj.services.groups.GroupsProtocol.Members;
import fluxj.services.groups.GroupsProtocol.Name;
import fluxj.wire.Request;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// One group: its members below this broker, who joined it here, and who watches it.
final class Group {
    final String name;
    Idset members = Idset.EMPTY;

    /// The request by which somebody put this broker into the group; one at a time.
    @Nullable Request joined;

    private final List<StreamCall<Name, Members>> watchers = new ArrayList<>();

    Group(String name) {
        this.name = name;
    }

    Members reply() {
        return new Members(members.toString());
    }

    void watch(StreamCall<Name, Members> call) {
        watchers.add(call);
        call.onClosed(() -> watchers.remove(call));
    }

    void tellWatchers() {
        for (StreamCall<Name, Members> call : List.copyOf(watchers)) {
            call.send(reply());
        }
    }
}
