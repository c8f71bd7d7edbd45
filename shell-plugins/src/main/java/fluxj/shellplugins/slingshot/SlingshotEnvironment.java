package fluxj.shellplugins.slingshot;

import fluxj.errors.FluxException;
import fluxj.platform.cxi.Cxi;
import fluxj.platform.cxi.CxiDevice;
import fluxj.platform.cxi.CxiService;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The variables of a reservation on one host.
///
/// @param variables in their order
/// @param warnings what the user wants to know
record SlingshotEnvironment(Map<String, String> variables, List<String> warnings) {
    static final String VNIS = "SLINGSHOT_VNIS";
    static final String DEVICES = "SLINGSHOT_DEVICES";
    static final String SERVICES = "SLINGSHOT_SVC_IDS";
    static final String CLASSES = "SLINGSHOT_TCS";

    private static final int NO_SERVICE = -1;

    /// Looks at the NICs.
    static SlingshotEnvironment of(List<Integer> vnis, Optional<Cxi> cxi) {
        List<String> warnings = new ArrayList<>();
        List<String> devices = new ArrayList<>();
        List<Integer> services = new ArrayList<>();
        int classes = CxiService.ALL_CLASSES;
        for (CxiDevice device : devices(cxi, warnings)) {
            Optional<CxiService> service = find(cxi.orElseThrow(), device, vnis, warnings);
            devices.add(device.name());
            services.add(service.map(CxiService::id).orElse(NO_SERVICE));
            classes &= service.map(CxiService::trafficClasses).orElse(CxiService.ALL_CLASSES);
        }
        if (devices.isEmpty()) {
            warnings.add("no slingshot devices were found");
        }
        Map<String, String> variables = new LinkedHashMap<>();
        put(variables, VNIS, vnis);
        put(variables, DEVICES, devices);
        put(variables, SERVICES, services);
        variables.put(CLASSES, "0x" + Integer.toHexString(classes));
        return new SlingshotEnvironment(variables, warnings);
    }

    private static List<CxiDevice> devices(Optional<Cxi> cxi, List<String> warnings) {
        try {
            return cxi.map(Cxi::devices).orElse(List.of());
        } catch (FluxException e) {
            warnings.add(e.text());
            return List.of();
        }
    }

    private static Optional<CxiService> find(
            Cxi cxi, CxiDevice device, List<Integer> vnis, List<String> warnings) {
        Optional<CxiService> found;
        try {
            found =
                    cxi.services(device).stream()
                            .filter(each -> each.isEnabled() && !each.isSystem())
                            .filter(each -> each.vnis().equals(vnis))
                            .findFirst();
        } catch (FluxException e) {
            warnings.add(device.name() + ": " + e.text());
            return Optional.empty();
        }
        if (found.isEmpty()) {
            warnings.add(device.name() + ": CXI service for reserved VNIs not found");
        }
        return found;
    }

    private static void put(Map<String, String> variables, String name, List<?> values) {
        if (!values.isEmpty()) {
            variables.put(
                    name, values.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }
    }
}
