package fluxj.core.statemachine;

import fluxj.json.Key;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamMethod;

import java.util.Optional;

/// The state machine as seen from outside (spec broker 6.4).
public final class StateMachineProtocol {
    /// Which states to be told of.
    ///
    /// @param last the number of the last state wanted; absent for all
    public record Monitor(@Key("final") Optional<Integer> last) {}

    /// A state's number.
    public record StateNumber(int state) {}

    /// A state's name and the seconds spent in it.
    public record Current(String state, double duration) {}

    /// An event for the machine.
    ///
    /// @param error true makes the broker exit with 1
    public record Post(String event, Optional<Boolean> error) {}

    /// What systemd is to show.
    public record Status(Optional<String> status) {}

    /// The present state, and when it streams each change.
    public static final StreamMethod<Monitor, StateNumber> MONITOR =
            new StreamMethod<>(
                    "state-machine.monitor", Monitor.class, StateNumber.class, Access.OWNER, false);

    /// Answers once the broker runs; ENOENT when it no longer will.
    public static final RpcMethod<Empty, Empty> WAIT =
            new RpcMethod<>("state-machine.wait", Empty.class, Empty.class, Access.USER);

    /// The present state.
    public static final RpcMethod<Empty, Current> GET =
            new RpcMethod<>("state-machine.get", Empty.class, Current.class, Access.USER);

    /// Posts an event; refused with EPROTO unless it is one-way.
    public static final RpcMethod<Post, Empty> POST =
            new RpcMethod<>("state-machine.post", Post.class, Empty.class, Access.OWNER);

    /// Tells systemd; one-way.
    public static final RpcMethod<Status, Empty> SD_NOTIFY =
            new RpcMethod<>("state-machine.sd-notify", Status.class, Empty.class, Access.OWNER);

    private StateMachineProtocol() {}
}
