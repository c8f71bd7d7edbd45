package fluxj.platform.cxi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/// libcxi. Its structures as the compiler lays them out, with the offsets that are used here:
///
///     cxil_device_list   count 0, info[] 8
///     cxil_devinfo       dev_id 0, device_name[14] 28, num_ptes 72, txqs, tgqs, eqs, cts, acs,
///                        tles, les (16 bits each); 152 bytes
///     cxil_svc_list      count 0, descs[] 4
///     cxi_svc_desc       flags 0, num_vld_vnis 1, vnis[4] 2, tcs[5] 10, members[2] of uid and type
///                        16, limits[8] of max and res 32, svc_id 64; 68 bytes
///     cxi_svc_fail_info  24 bytes at most
public final class CxiLibrary implements Cxi {
    private static final String NAME = "libcxi.so.1";
    private static final long LIST_SIZE = 1 << 20;

    private static final long INFO_SIZE = 152;
    private static final long INFO_FIRST = 8;
    private static final long INFO_NAME = 28;
    private static final long INFO_COUNTS = 72;

    private static final long DESC_SIZE = 68;
    private static final long DESC_FIRST = 4;
    private static final long DESC_VNIS = 2;
    private static final long DESC_CLASSES = 10;
    private static final long DESC_MEMBERS = 16;
    private static final long DESC_LIMITS = 32;
    private static final long DESC_ID = 64;
    private static final int CLASSES = 4;
    private static final int RESTRICTED_MEMBERS = 1;
    private static final int RESTRICTED_VNIS = 2;
    private static final int RESTRICTED_CLASSES = 4;
    private static final int RESOURCE_LIMITS = 8;
    private static final int ENABLED = 16;
    private static final int SYSTEM = 32;
    private static final int MEMBER_UID = 1;

    private static final long FAIL_INFO_SIZE = 24;

    /// Where in the device's counts each [CxiResource] stands.
    private static final List<Integer> COUNT_OF_RESOURCE = List.of(0, 1, 2, 3, 4, 7, 6, 5);

    private final Linker linker = Linker.nativeLinker();
    private final SymbolLookup library;

    private CxiLibrary(SymbolLookup library) {
        this.library = library;
    }

    /// The library of this host; empty where there is none.
    public static Optional<Cxi> find() {
        return open(NAME);
    }

    /// The library of that name or path.
    static Optional<Cxi> open(String name) {
        try {
            return Optional.of(new CxiLibrary(SymbolLookup.libraryLookup(name, Arena.global())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private MethodHandle function(String name, MemoryLayout... parameters) {
        return linker.downcallHandle(
                library.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, parameters));
    }

    private MethodHandle procedure(String name) {
        return linker.downcallHandle(library.findOrThrow(name), FunctionDescriptor.ofVoid(ADDRESS));
    }

    private int call(String name, Object first, Object second) {
        MemoryLayout one = first instanceof Integer ? JAVA_INT : ADDRESS;
        MemoryLayout other = second instanceof Integer ? JAVA_INT : ADDRESS;
        return check(name, invoke(function(name, one, other), first, second));
    }

    private static int check(String name, int result) {
        if (result < 0) {
            Errno errno = new Errno(-result);
            throw new FluxException(errno, name + ": " + errno.text());
        }
        return result;
    }

    private static int invoke(MethodHandle function, Object... arguments) {
        try {
            Object result = function.invokeWithArguments(arguments);
            return result instanceof Integer number ? number : 0;
        } catch (Throwable e) {
            // A method handle is declared to throw anything; a C function throws nothing.
            throw new IllegalStateException(e);
        }
    }

    /// Reads a list that the library makes, and gives it back.
    private <T> List<T> list(
            String name, Object of, String free, Function<MemorySegment, List<T>> reader) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment slot = arena.allocate(ADDRESS);
            if (of instanceof MemorySegment) {
                call(name, of, slot);
            } else {
                check(name, invoke(function(name, ADDRESS), slot));
            }
            MemorySegment made = slot.get(ADDRESS, 0).reinterpret(LIST_SIZE);
            try {
                return reader.apply(made);
            } finally {
                invoke(procedure(free), made);
            }
        }
    }

    @Override
    public List<CxiDevice> devices() {
        return list("cxil_get_device_list", "", "cxil_free_device_list", CxiLibrary::devices);
    }

    private static List<CxiDevice> devices(MemorySegment all) {
        List<CxiDevice> devices = new ArrayList<>();
        int count = all.get(JAVA_INT, 0);
        for (int i = 0; i < count; i++) {
            MemorySegment info = all.asSlice(INFO_FIRST + i * INFO_SIZE, INFO_SIZE);
            List<Integer> resources = new ArrayList<>();
            for (int at : COUNT_OF_RESOURCE) {
                resources.add(Short.toUnsignedInt(info.get(JAVA_SHORT, INFO_COUNTS + at * 2L)));
            }
            devices.add(new CxiDevice(info.get(JAVA_INT, 0), info.getString(INFO_NAME), resources));
        }
        return devices;
    }

    private <T> T with(CxiDevice device, Function<MemorySegment, T> work) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment slot = arena.allocate(ADDRESS);
            call("cxil_open_device", device.id(), slot);
            MemorySegment opened = slot.get(ADDRESS, 0);
            try {
                return work.apply(opened);
            } finally {
                invoke(procedure("cxil_close_device"), opened);
            }
        }
    }

    @Override
    public List<CxiService> services(CxiDevice device) {
        return with(
                device,
                opened ->
                        list(
                                "cxil_get_svc_list",
                                opened,
                                "cxil_free_svc_list",
                                CxiLibrary::services));
    }

    private static List<CxiService> services(MemorySegment all) {
        List<CxiService> services = new ArrayList<>();
        int count = all.get(JAVA_INT, 0);
        for (int i = 0; i < count; i++) {
            services.add(service(all.asSlice(DESC_FIRST + i * DESC_SIZE, DESC_SIZE)));
        }
        return services;
    }

    private static CxiService service(MemorySegment desc) {
        int flags = desc.get(JAVA_BYTE, 0);
        boolean isOfUser =
                (flags & RESTRICTED_MEMBERS) != 0
                        && desc.get(JAVA_INT, DESC_MEMBERS + Integer.BYTES) == MEMBER_UID;
        List<Integer> vnis = new ArrayList<>();
        int count = (flags & RESTRICTED_VNIS) == 0 ? 0 : desc.get(JAVA_BYTE, 1);
        for (int i = 0; i < count; i++) {
            vnis.add(Short.toUnsignedInt(desc.get(JAVA_SHORT, DESC_VNIS + i * 2L)));
        }
        int classes = 0;
        for (int i = 0; i < CLASSES; i++) {
            classes |= desc.get(JAVA_BYTE, DESC_CLASSES + i) == 0 ? 0 : 1 << i;
        }
        List<CxiLimit> limits = new ArrayList<>();
        for (int i = 0; (flags & RESOURCE_LIMITS) != 0 && i < CxiResource.values().length; i++) {
            limits.add(
                    new CxiLimit(
                            Short.toUnsignedInt(desc.get(JAVA_SHORT, DESC_LIMITS + i * 4L)),
                            Short.toUnsignedInt(desc.get(JAVA_SHORT, DESC_LIMITS + i * 4L + 2))));
        }
        return new CxiService(
                desc.get(JAVA_INT, DESC_ID),
                (flags & SYSTEM) != 0,
                (flags & ENABLED) != 0,
                isOfUser ? OptionalInt.of(desc.get(JAVA_INT, DESC_MEMBERS)) : OptionalInt.empty(),
                vnis,
                (flags & RESTRICTED_CLASSES) == 0 ? CxiService.ALL_CLASSES : classes,
                limits);
    }

    @Override
    public int allocate(CxiDevice device, CxiService wanted) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment desc = arena.allocate(DESC_SIZE, Long.BYTES);
            fill(desc, wanted);
            MemorySegment why = arena.allocate(FAIL_INFO_SIZE, Long.BYTES);
            return with(
                    device,
                    opened ->
                            check(
                                    "cxil_alloc_svc",
                                    invoke(
                                            function("cxil_alloc_svc", ADDRESS, ADDRESS, ADDRESS),
                                            opened,
                                            desc,
                                            why)));
        }
    }

    private static void fill(MemorySegment desc, CxiService wanted) {
        int flags = RESTRICTED_VNIS | RESTRICTED_CLASSES | RESOURCE_LIMITS;
        if (wanted.uid().isPresent()) {
            flags |= RESTRICTED_MEMBERS;
            desc.set(JAVA_INT, DESC_MEMBERS, wanted.uid().getAsInt());
            desc.set(JAVA_INT, DESC_MEMBERS + Integer.BYTES, MEMBER_UID);
        }
        desc.set(JAVA_BYTE, 0, (byte) flags);
        desc.set(JAVA_BYTE, 1, (byte) wanted.vnis().size());
        for (int i = 0; i < wanted.vnis().size(); i++) {
            desc.set(JAVA_SHORT, DESC_VNIS + i * 2L, wanted.vnis().get(i).shortValue());
        }
        for (int i = 0; i < CLASSES; i++) {
            desc.set(JAVA_BYTE, DESC_CLASSES + i, (byte) (wanted.trafficClasses() >> i & 1));
        }
        for (int i = 0; i < wanted.limits().size(); i++) {
            CxiLimit limit = wanted.limits().get(i);
            desc.set(JAVA_SHORT, DESC_LIMITS + i * 4L, (short) limit.max());
            desc.set(JAVA_SHORT, DESC_LIMITS + i * 4L + 2, (short) limit.reserved());
        }
    }

    @Override
    public void destroy(CxiDevice device, int service) {
        with(device, opened -> call("cxil_destroy_svc", opened, service));
    }
}
