package fluxj.cli.slingshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxj.cli.Console;
import fluxj.cli.Output;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.platform.cxi.Cxi;
import fluxj.platform.cxi.CxiDevice;
import fluxj.platform.cxi.CxiService;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What prolog, epilog and clean do to NICs (spec coral2 3.3).
class NodeNicsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final FakeNics fake = new FakeNics();
    private final Console console =
            new Console(
                    new Output(out, Output.Kind.STREAM),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    InputStream.nullInputStream(),
                    Map.of());

    /// Two NICs that remember what they are asked for; service 3 is always in use.
    private static final class FakeNics implements Cxi {
        private final List<CxiService> services =
                new ArrayList<>(
                        List.of(
                                service(1, true, OptionalInt.empty()),
                                service(2, false, OptionalInt.of(7), 1024),
                                service(3, false, OptionalInt.of(8), 1025)));
        private final List<String> done = new ArrayList<>();

        @Override
        public List<CxiDevice> devices() {
            List<Integer> many =
                    List.of(60_000, 60_000, 60_000, 60_000, 60_000, 60_000, 10, 60_000);
            return List.of(new CxiDevice(0, "cxi0", many), new CxiDevice(1, "cxi1", many));
        }

        @Override
        public List<CxiService> services(CxiDevice device) {
            return services;
        }

        @Override
        public int allocate(CxiDevice device, CxiService wanted) {
            done.add(device.name() + " + " + wanted.uid().getAsInt() + wanted.vnis());
            return 40 + device.id();
        }

        @Override
        public void destroy(CxiDevice device, int service) {
            if (service == 3) {
                throw new FluxException(Errno.EBUSY, "cxil_destroy_svc: Device or resource busy");
            }
            done.add(device.name() + " - " + service);
        }
    }

    private static CxiService service(int id, boolean system, OptionalInt uid, Integer... vnis) {
        return new CxiService(id, system, true, uid, List.of(vnis), 0xf, List.of());
    }

    private NodeNics nics(boolean dryRun) {
        return new NodeNics(console, Optional.of(fake), dryRun);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8).replace("fluxj slingshot: ", "");
    }

    @Test
    void aJobGetsAServiceOnEachNic() {
        nics(false).allocate(1001, List.of(1030, 1031), 4);
        assertEquals(List.of("cxi0 + 1001[1030, 1031]", "cxi1 + 1001[1030, 1031]"), fake.done);
        assertEquals(
                """
                cxi0: alloc cxi_svc=40 uid=1001 ncores=4 vnis=[1030,1031]
                cxi1: alloc cxi_svc=41 uid=1001 ncores=4 vnis=[1030,1031]
                """,
                said());
    }

    @Test
    void aDryRunOnlyTells() {
        nics(true).allocate(1001, List.of(1030), 4);
        assertEquals(0, nics(true).destroy(service -> !service.isSystem(), true));
        assertEquals(List.of(), fake.done);
        assertEquals(
                """
                cxi0: alloc cxi_svc=-1 uid=1001 ncores=4 vnis=[1030]
                cxi1: alloc cxi_svc=-1 uid=1001 ncores=4 vnis=[1030]
                cxi0: destroy svc_id=2
                cxi0: destroy svc_id=3
                cxi1: destroy svc_id=2
                cxi1: destroy svc_id=3
                """,
                said());
    }

    @Test
    void anEpilogTakesTheJobsServiceAndCountsThoseInUse() {
        assertEquals(0, nics(false).destroy(each -> each.isOf(7, List.of(1024)), false));
        assertEquals(List.of("cxi0 - 2", "cxi1 - 2"), fake.done);
        assertEquals(2, nics(false).destroy(each -> each.isOf(8, List.of(1025)), false));
        assertEquals(0, nics(false).destroy(each -> each.isOf(8, List.of(1024)), false));
    }

    @Test
    void withoutNicsThatIsSaid() {
        new NodeNics(console, Optional.empty(), false).allocate(1, List.of(5), 2);
        assertEquals("no CXI devices uid=1 ncores=2 vnis=[5]\n", said());
    }

    @Test
    void aListShowsServicesThatAllNicsHaveOnce() {
        int rc = SlingshotCommands.group(console, () -> Optional.of(fake)).execute("list", "-n");
        assertEquals(0, rc);
        console.out().flush();
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(3, lines.size());
        assertEquals(
                "cxi[0-1] 2      7     1024      0     0     0     0     0     0     0     0    ",
                lines.get(1));
        assertEquals("cxi[0-1] 1/sys  -    ", lines.getFirst().substring(0, 21));
    }
}
