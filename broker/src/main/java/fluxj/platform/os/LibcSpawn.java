package fluxj.platform.os;

import fluxj.format.Idset;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/// posix_spawn and what it is told.
final class LibcSpawn {
    /// Ample for the opaque structures of both ABIs (336 and 80 bytes).
    private static final int ATTRIBUTES_SIZE = 512;

    private static final int ACTIONS_SIZE = 256;
    private static final int SIGSET_SIZE = 128;
    private static final int POSIX_SPAWN_SETPGROUP = 2;
    private static final int POSIX_SPAWN_SETSIGDEF = 4;
    private static final int POSIX_SPAWN_SETSIGMASK = 8;
    private static final int POSIX_SPAWN_SETSID = 0x80;
    private static final int O_RDONLY = 0;
    private static final int O_RDWR = 2;
    private static final String NOWHERE = "/dev/null";

    /// Signals 1 to 31 but KILL and STOP.
    private static final long CATCHABLE = 0x7fffffffL & ~(1L << 8) & ~(1L << 18);

    private static final LibcFunction SPAWN = LibcFunction.named("posix_spawn");
    private static final LibcFunction ATTR_INIT = LibcFunction.named("posix_spawnattr_init");
    private static final LibcFunction ATTR_FLAGS = LibcFunction.named("posix_spawnattr_setflags");
    private static final LibcFunction ATTR_MASK = LibcFunction.named("posix_spawnattr_setsigmask");
    private static final LibcFunction ATTR_DEFAULT =
            LibcFunction.named("posix_spawnattr_setsigdefault");
    private static final LibcFunction ATTR_DESTROY = LibcFunction.named("posix_spawnattr_destroy");
    private static final LibcFunction INIT = LibcFunction.named("posix_spawn_file_actions_init");
    private static final LibcFunction DUP2 = LibcFunction.named("posix_spawn_file_actions_adddup2");
    private static final LibcFunction OPEN = LibcFunction.named("posix_spawn_file_actions_addopen");
    private static final LibcFunction CLOSE =
            LibcFunction.named("posix_spawn_file_actions_addclose");
    private static final LibcFunction CHDIR =
            LibcFunction.named("posix_spawn_file_actions_addchdir_np");
    private static final LibcFunction CLOSE_FROM =
            LibcFunction.named("posix_spawn_file_actions_addclosefrom_np");
    private static final LibcFunction DESTROY =
            LibcFunction.named("posix_spawn_file_actions_destroy");

    /// A descriptor the child gets under the number `to`.
    ///
    /// @param from negative for a file
    /// @param file what to open
    /// @param mode how to open it
    record Move(int from, int to, String file, int mode) {
        /// Hands a descriptor on, or opens nothing when it is negative.
        Move(int from, int to) {
            this(from, to, NOWHERE, O_RDWR);
        }

        /// Makes a terminal all three standard streams. The leader of a session that has none gets
        /// it as the controlling terminal by opening it.
        static List<Move> terminal(String device) {
            return List.of(new Move(-1, 0, device, O_RDWR), new Move(0, 1), new Move(0, 2));
        }

        /// Opens a file.
        static Move file(String path, int to) {
            return new Move(-1, to, path, O_RDONLY);
        }
    }

    /// One call: what to run and where.
    ///
    /// @param cwd empty for the parent's
    /// @param firstClosed this descriptor and all above are closed in the child
    record Plan(
            String program,
            List<String> argv,
            Map<String, String> env,
            String cwd,
            List<Move> moves,
            int firstClosed,
            Standing standing) {}

    /// Where a process stands among others.
    enum Standing {
        PARENTS_GROUP(0),
        OWN_GROUP(POSIX_SPAWN_SETPGROUP),
        OWN_SESSION(POSIX_SPAWN_SETSID);

        private final int flag;

        Standing(int flag) {
            this.flag = flag;
        }
    }

    private LibcSpawn() {}

    /// True when this C library changes directory and closes ranges of descriptors in the child, as
    /// glibc 2.34 and later do: RHEL 8 has 2.28.
    static boolean isModern() {
        return LibcFunction.exists("posix_spawn_file_actions_addclosefrom_np");
    }

    /// Starts the process; its pid, or minus an errno.
    ///
    /// @param modern false makes do without what [#isModern] promises: a shell changes directory
    ///   and each open descriptor is closed by number
    static int spawn(Plan asked, boolean modern) {
        Plan plan = modern || asked.cwd().isEmpty() ? asked : throughShell(asked);
        try (Arena arena = Arena.ofConfined()) {
            long attributes = arena.allocate(ATTRIBUTES_SIZE, 16).address();
            long actions = arena.allocate(ACTIONS_SIZE, 16).address();
            ATTR_INIT.call(attributes);
            INIT.call(actions);
            int error = prepare(plan, arena, attributes, actions);
            if (error == 0) {
                error = modern ? finishModern(plan, arena, actions) : closeEach(plan, actions);
            }
            MemorySegment pid = arena.allocate(ValueLayout.JAVA_INT);
            if (error == 0) {
                error =
                        SPAWN.call(
                                pid.address(),
                                LibcStrings.string(arena, plan.program()),
                                actions,
                                attributes,
                                LibcStrings.array(arena, plan.argv()),
                                LibcStrings.environment(arena, plan.env()));
            }
            DESTROY.call(actions);
            ATTR_DESTROY.call(attributes);
            return error == 0 ? pid.get(ValueLayout.JAVA_INT, 0) : -error;
        }
    }

    private static int prepare(Plan plan, Arena arena, long attributes, long actions) {
        MemorySegment signals = arena.allocate(SIGSET_SIZE, 8);
        ATTR_MASK.call(attributes, signals.address());
        signals.set(ValueLayout.JAVA_LONG, 0, CATCHABLE);
        ATTR_DEFAULT.call(attributes, signals.address());
        ATTR_FLAGS.call(
                attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | plan.standing().flag);
        for (Move move : plan.moves()) {
            int error =
                    move.from() < 0
                            ? OPEN.call(
                                    actions,
                                    move.to(),
                                    LibcStrings.string(arena, move.file()),
                                    move.mode(),
                                    0)
                            : DUP2.call(actions, move.from(), move.to());
            if (error != 0) {
                return error;
            }
        }
        return 0;
    }

    private static int finishModern(Plan plan, Arena arena, long actions) {
        int error = CLOSE_FROM.call(actions, plan.firstClosed());
        if (error == 0 && !plan.cwd().isEmpty()) {
            error = CHDIR.call(actions, LibcStrings.string(arena, plan.cwd()));
        }
        return error;
    }

    private static int closeEach(Plan plan, long actions) {
        String[] open = new File("/proc/self/fd").list();
        if (open == null) {
            return 0;
        }
        for (String name : open) {
            int fd = Integer.parseInt(name);
            int error = fd >= plan.firstClosed() ? CLOSE.call(actions, fd) : 0;
            if (error != 0) {
                return error;
            }
        }
        return 0;
    }

    private static Plan throughShell(Plan plan) {
        List<String> argv =
                new ArrayList<>(
                        List.of(
                                "sh",
                                "-c",
                                "cd \"$0\" && exec \"$@\"",
                                plan.cwd(),
                                plan.program()));
        argv.addAll(plan.argv().subList(1, plan.argv().size()));
        return new Plan(
                "/bin/sh", argv, plan.env(), "", plan.moves(), plan.firstClosed(), plan.standing());
    }

    /// The CPUs that a thread may run on, which a process that it starts inherits.
    static final class Affinity {
        /// Bytes of a mask: room for 8192 CPUs, as many as Linux can be built for.
        private static final int MASK_SIZE = 1024;

        /// The calling thread.
        private static final int SELF = 0;

        private static final LibcFunction GET = LibcFunction.named("sched_getaffinity");
        private static final LibcFunction SET = LibcFunction.named("sched_setaffinity");

        private Affinity() {}

        /// Starts a process from this thread while it may run on those CPUs alone. A mask that the
        /// kernel refuses, because none of the CPUs is there, changes nothing.
        static int inherited(Idset cpus, IntSupplier start) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment before = arena.allocate(MASK_SIZE, 8);
                MemorySegment wanted = arena.allocate(MASK_SIZE, 8);
                cpus.forEach(cpu -> add(wanted, cpu));
                if (GET.call(SELF, MASK_SIZE, before.address()) < 0
                        || SET.call(SELF, MASK_SIZE, wanted.address()) < 0) {
                    return start.getAsInt();
                }
                try {
                    return start.getAsInt();
                } finally {
                    SET.call(SELF, MASK_SIZE, before.address());
                }
            }
        }

        private static void add(MemorySegment mask, int cpu) {
            if (cpu < MASK_SIZE * 8) {
                long at = cpu / 8;
                int bits = mask.get(ValueLayout.JAVA_BYTE, at) | (1 << (cpu % 8));
                mask.set(ValueLayout.JAVA_BYTE, at, (byte) bits);
            }
        }
    }
}
