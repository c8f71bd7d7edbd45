package fluxj.shellplugins.craypals;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.job.Eventlog;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;

import java.util.ArrayList;
import java.util.List;

/// The two ports of a job's control network, in the order in which they were given, and its secret.
record ControlPorts(int first, int second, long secret) {
    /// How many numbers it is made of.
    static final int PARTS = 3;

    /// Reads the event of a port distributor (spec coral2 1.4).
    ///
    /// @throws FluxException EPROTO when it is none
    static ControlPorts of(Eventlog.Event event) {
        JsonObject context = event.context().orElse(JsonObject.EMPTY);
        List<Integer> ports = new ArrayList<>();
        for (JsonValue each : context.array("ports").orElse(JsonArray.EMPTY)) {
            if (each instanceof JsonValue.Whole(long port)) {
                ports.add((int) port);
            }
        }
        if (ports.size() != 2 || context.whole("random_integer").isEmpty()) {
            throw new FluxException(Errno.EPROTO, "Error unpacking '" + event.name() + "' event");
        }
        return new ControlPorts(
                ports.get(0), ports.get(1), context.whole("random_integer").orElseThrow());
    }

    /// The same secret with other ports.
    ControlPorts withPorts(int one, int other) {
        return new ControlPorts(one, other, secret);
    }

    /// As `PMI_CONTROL_PORT` has it.
    String ports() {
        return first + "," + second;
    }
}
