package fluxj.platform.cxi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The binding of libcxi against a library that is made of the same structures.
class CxiLibraryTest {
    /// One NIC with the default service, and one of job after [Cxi#allocate].
    private static final String SOURCE =
            """
            #include <errno.h>
            #include <stdbool.h>
            #include <stddef.h>
            #include <stdint.h>
            #include <stdlib.h>
            #include <string.h>
            struct devinfo {
                unsigned int dev_id, nid, pid_bits, pid_count, pid_granule, min_free_shift, rdzv;
                char device_name[14], driver_name[9];
                unsigned int vendor_id, device_id, device_rev, device_proto, device_platform;
                uint16_t ptes, txqs, tgqs, eqs, cts, acs, tles, les, pci_domain;
                uint8_t pci_bus, pci_device, pci_function;
                size_t link_mtu, link_speed;
                uint8_t link_state;
                int uc_nic;
                unsigned int pct_eq, version;
                char fru[16];
                bool is_vf;
                unsigned int type;
            };
            struct device_list { unsigned int count; struct devinfo info[]; };
            struct limits { uint16_t max, res; };
            struct desc {
                uint8_t members_r:1, vnis_r:1, tcs_r:1, limits_r:1, enable:1, system:1, pool:2;
                uint8_t nvnis;
                uint16_t vnis[4];
                bool tcs[5];
                struct { unsigned int uid; unsigned int type; } members[2];
                struct limits limits[8];
                unsigned int svc_id;
            };
            struct svc_list { unsigned int count; struct desc descs[]; };
            static struct desc made;
            int cxil_get_device_list (struct device_list **out) {
                struct device_list *all = calloc (1, sizeof (*all) + sizeof (struct devinfo));
                struct devinfo info = { .ptes = 1, .txqs = 2, .tgqs = 3, .eqs = 4, .cts = 5,
                                        .acs = 8, .tles = 7, .les = 60000 };
                strcpy (info.device_name, "cxi0");
                all->count = 1;
                all->info[0] = info;
                *out = all;
                return 0;
            }
            void cxil_free_device_list (void *list) { free (list); }
            int cxil_open_device (uint32_t id, void **dev) {
                if (id != 0) return -ENODEV;
                *dev = malloc (1);
                return 0;
            }
            void cxil_close_device (void *dev) { free (dev); }
            int cxil_get_svc_list (void *dev, struct svc_list **out) {
                struct svc_list *all = calloc (1, sizeof (*all) + 2 * sizeof (struct desc));
                struct desc system = { .enable = 1, .system = 1, .svc_id = 1 };
                all->descs[0] = system;
                all->descs[1] = made;
                all->count = made.svc_id ? 2 : 1;
                *out = all;
                return 0;
            }
            void cxil_free_svc_list (void *list) { free (list); }
            int cxil_alloc_svc (void *dev, const struct desc *desc, void *why) {
                made = *desc;
                made.enable = 1;
                return made.svc_id = 42;
            }
            int cxil_destroy_svc (void *dev, unsigned int id) {
                if (id == 1) return -EBUSY;
                made.svc_id = 0;
                return 0;
            }
            """;

    @TempDir Path folder;

    private Cxi library() throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("cxi.c"), SOURCE);
        Path library = folder.resolve("libcxi.so");
        int status = -1;
        try {
            status =
                    new ProcessBuilder("cc", "-shared", "-fPIC", "-o", library + "", source + "")
                            .inheritIO()
                            .start()
                            .waitFor();
        } catch (IOException e) {
            assumeTrue(false, "no C compiler: " + e.getMessage());
        }
        assertEquals(0, status);
        return CxiLibrary.open(library.toString()).orElseThrow();
    }

    @Test
    void whereThereIsNoLibraryThereIsNone() {
        assertEquals(Optional.empty(), CxiLibrary.open(folder.resolve("nosuch.so").toString()));
    }

    @Test
    void devicesAndServicesAreReadAndMade() throws Exception {
        Cxi cxi = library();
        CxiDevice device = cxi.devices().getFirst();
        assertEquals(new CxiDevice(0, "cxi0", List.of(1, 2, 3, 4, 5, 60000, 7, 8)), device);
        assertEquals(
                List.of(
                        new CxiService(
                                1, true, true, OptionalInt.empty(), List.of(), 15, List.of())),
                cxi.services(device));
        CxiService wanted = CxiService.ofJob(1001, List.of(1024, 65535), 2, device);
        assertEquals(42, cxi.allocate(device, wanted));
        CxiService made = cxi.services(device).get(1);
        assertEquals(
                new CxiService(
                        42,
                        false,
                        true,
                        OptionalInt.of(1001),
                        List.of(1024, 65535),
                        10,
                        wanted.limits()),
                made);
        assertEquals(new CxiLimit(16384, 32), made.limits().get(CxiResource.LE.ordinal()));
        assertEquals(new CxiLimit(2, 2), made.limits().get(CxiResource.TLE.ordinal()));
        assertEquals(new CxiLimit(1, 1), made.limits().get(CxiResource.PTE.ordinal()));
        cxi.destroy(device, 42);
        assertEquals(1, cxi.services(device).size());
        FluxException busy = assertThrows(FluxException.class, () -> cxi.destroy(device, 1));
        assertEquals(Errno.EBUSY, busy.errno());
        assertEquals("cxil_destroy_svc: Device or resource busy", busy.text());
        CxiDevice gone = new CxiDevice(7, "cxi7", device.resources());
        assertThrows(FluxException.class, () -> cxi.services(gone));
    }
}
