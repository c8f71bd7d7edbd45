package fluxj.coral2.dws.apiserver;

import fluxj.coral2.dws.apiserver.ApiFault.Effect;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// What the API does wrong at present. Requests about one exempt object are answered all the same:
/// the one that says what goes wrong.
final class ApiFaults {
    private static final class Active {
        private final ApiFault fault;
        private int left;

        private Active(ApiFault fault) {
            this.fault = fault;
            left = fault.times();
        }
    }

    private final String exempt;
    private final List<Active> active = new ArrayList<>();

    /// @param exempt what the targets of requests contain that are answered always
    ApiFaults(String exempt) {
        this.exempt = exempt;
    }

    /// From now on these and no others.
    void set(List<ApiFault> faults) {
        active.clear();
        faults.forEach(fault -> active.add(new Active(fault)));
    }

    /// What happens to a request: the first that fits.
    Optional<Effect> of(HttpRequest request) {
        if (request.target().contains(exempt)) {
            return Optional.empty();
        }
        String text = request.method() + " " + request.target();
        Iterator<Active> all = active.iterator();
        while (all.hasNext()) {
            Active each = all.next();
            if (each.fault.requests().matcher(text).find()) {
                if (each.fault.times() > 0 && --each.left == 0) {
                    all.remove();
                }
                return Optional.of(each.fault.effect());
            }
        }
        return Optional.empty();
    }
}
