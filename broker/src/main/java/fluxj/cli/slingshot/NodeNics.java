package fluxj.cli.slingshot;

import fluxj.cli.CommandFailure;
import fluxj.cli.Console;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.cxi.Cxi;
import fluxj.platform.cxi.CxiDevice;
import fluxj.platform.cxi.CxiService;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// What is done to the NICs of this node, and told on standard error.
///
/// @param dryRun tells it only
record NodeNics(Console console, Optional<Cxi> cxi, boolean dryRun) {
    void say(String line) {
        console.err().println("fluxj slingshot: " + line);
    }

    private List<CxiDevice> devices() {
        try {
            return cxi.map(Cxi::devices).orElse(List.of());
        } catch (FluxException e) {
            throw new CommandFailure(e.text());
        }
    }

    /// Gives a job a service on each NIC.
    void allocate(int uid, List<Integer> vnis, int cores) {
        String job = " uid=" + uid + " ncores=" + cores + " vnis=" + shown(vnis);
        List<CxiDevice> all = devices();
        if (all.isEmpty()) {
            say("no CXI devices" + job);
        }
        for (CxiDevice device : all) {
            int id = -1;
            if (!dryRun) {
                try {
                    id =
                            cxi.orElseThrow()
                                    .allocate(device, CxiService.ofJob(uid, vnis, cores, device));
                } catch (FluxException e) {
                    throw new CommandFailure(device.name() + ": " + e.text());
                }
            }
            say(device.name() + ": alloc cxi_svc=" + id + job);
        }
    }

    private static String shown(List<Integer> vnis) {
        return vnis.toString().replace(" ", "");
    }

    /// Removes services.
    ///
    /// @param all false removes the first of each NIC only
    /// @return how many are in use still
    int destroy(Predicate<CxiService> which, boolean all) {
        int busy = 0;
        for (CxiDevice device : devices()) {
            List<CxiService> found = services(device).stream().filter(which).toList();
            for (CxiService service : all ? found : found.stream().limit(1).toList()) {
                busy += destroy(device, service) ? 0 : 1;
            }
        }
        return busy;
    }

    /// False when it is in use.
    private boolean destroy(CxiDevice device, CxiService service) {
        if (!dryRun) {
            try {
                cxi.orElseThrow().destroy(device, service.id());
            } catch (FluxException e) {
                say(device.name() + ": svc_id=" + service.id() + ": " + e.text());
                return !e.errno().equals(Errno.EBUSY);
            }
        }
        say(device.name() + ": destroy svc_id=" + service.id());
        return true;
    }

    private List<CxiService> services(CxiDevice device) {
        try {
            return cxi.orElseThrow().services(device);
        } catch (FluxException e) {
            say(device.name() + ": " + e.text());
            return List.of();
        }
    }

    /// The services and the NICs that have them.
    Map<CxiService, List<String>> services() {
        Map<CxiService, List<String>> all = new LinkedHashMap<>();
        for (CxiDevice device : devices()) {
            for (CxiService service : services(device)) {
                all.computeIfAbsent(service, _ -> new ArrayList<>()).add(device.name());
            }
        }
        return all;
    }
}
