package fluxj.shellplugins.slingshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.cxi.Cxi;
import fluxj.platform.cxi.CxiDevice;
import fluxj.platform.cxi.CxiService;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The variables of a reservation (spec coral2 3.2).
class SlingshotEnvironmentTest {
    /// Two NICs, of which the first has the services that a test gives it.
    private record TwoNics(List<CxiService> services, boolean broken) implements Cxi {
        @Override
        public List<CxiDevice> devices() {
            if (broken) {
                throw new FluxException(Errno.EACCES, "cxil_get_device_list: Permission denied");
            }
            return List.of(
                    new CxiDevice(0, "cxi0", List.of()), new CxiDevice(1, "cxi1", List.of()));
        }

        @Override
        public List<CxiService> services(CxiDevice device) {
            return device.id() == 0 ? services : List.of(service(7, false, true, 0xa, 1024));
        }

        @Override
        public int allocate(CxiDevice device, CxiService wanted) {
            throw new AssertionError();
        }

        @Override
        public void destroy(CxiDevice device, int service) {
            throw new AssertionError();
        }
    }

    private static CxiService service(
            int id, boolean system, boolean enabled, int classes, Integer... vnis) {
        return new CxiService(
                id, system, enabled, OptionalInt.of(1), List.of(vnis), classes, List.of());
    }

    private static SlingshotEnvironment of(CxiService... services) {
        return SlingshotEnvironment.of(
                List.of(1024), Optional.of(new TwoNics(List.of(services), false)));
    }

    @Test
    void eachNicHasTheServiceOfTheJob() {
        SlingshotEnvironment found =
                of(
                        service(1, true, true, 0xf, 1024),
                        service(2, false, false, 0xf, 1024),
                        service(3, false, true, 0xf, 1024, 1025),
                        service(42, false, true, 0x8, 1024));
        assertEquals(
                "{SLINGSHOT_VNIS=1024, SLINGSHOT_DEVICES=cxi0,cxi1, SLINGSHOT_SVC_IDS=42,7,"
                        + " SLINGSHOT_TCS=0x8}",
                found.variables().toString());
        assertEquals(List.of(), found.warnings());
    }

    @Test
    void aNicWithoutOneIsNamed() {
        SlingshotEnvironment found = of();
        assertEquals("-1,7", found.variables().get("SLINGSHOT_SVC_IDS"));
        assertEquals("0xa", found.variables().get("SLINGSHOT_TCS"));
        assertEquals(List.of("cxi0: CXI service for reserved VNIs not found"), found.warnings());
    }

    @Test
    void withoutNicsThereAreTheNetworksAlone() {
        SlingshotEnvironment found = SlingshotEnvironment.of(List.of(1, 2), Optional.empty());
        assertEquals("{SLINGSHOT_VNIS=1,2, SLINGSHOT_TCS=0xf}", found.variables().toString());
        assertEquals(List.of("no slingshot devices were found"), found.warnings());
        SlingshotEnvironment broken =
                SlingshotEnvironment.of(List.of(), Optional.of(new TwoNics(List.of(), true)));
        assertEquals("{SLINGSHOT_TCS=0xf}", broken.variables().toString());
        assertEquals(
                List.of(
                        "cxil_get_device_list: Permission denied",
                        "no slingshot devices were found"),
                broken.warnings());
    }
}
