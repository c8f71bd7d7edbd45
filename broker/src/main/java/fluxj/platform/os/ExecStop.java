package fluxj.platform.os;

import fluxj.errors.Errno;
import fluxj.platform.Signum;
import fluxj.platform.WaitStatus;
import fluxj.platform.os.LibcSpawn.Plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Starts a program so that it is stopped before its first instruction, as debuggers want to find
/// it ([fluxj.platform.ProcessSetting#isStoppedInExec]).
///
/// posix_spawn cannot make a child ask to be traced. So a shell stops itself, is seized by the
/// calling thread, and becomes the program under its eyes: the kernel reports each exec before an
/// instruction of the new program has run. The second is that of the program, after env(1), which
/// gives it its environment and nothing of the shell's. All of this waits as posix_spawn itself
/// does, for execs and no more.
final class ExecStop {
    private static final String STOP = "kill -STOP $$; exec env -i -- \"$@\"";
    private static final int EXECS = 2;
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    private static final int PTRACE_CONT = 7;
    private static final int PTRACE_DETACH = 17;
    private static final int PTRACE_SEIZE = 0x4206;
    private static final int PTRACE_O_TRACEEXEC = 0x10;
    private static final int PTRACE_EVENT_EXEC = 4;
    private static final LibcFunction PTRACE = LibcFunction.named("ptrace");

    private ExecStop() {}

    /// As [LibcSpawn#spawn]: the pid, or minus an errno.
    static int spawn(Plan plan, boolean modern) {
        if (plan.argv().getFirst().indexOf('=') >= 0) {
            return -Errno.EINVAL.number();
        }
        int pid = LibcSpawn.spawn(stopping(plan), modern);
        return pid < 0 ? pid : follow(pid);
    }

    private static Plan stopping(Plan plan) {
        List<String> argv = new ArrayList<>(List.of("sh", "-c", STOP, "sh"));
        plan.env().forEach((name, value) -> argv.add(name + "=" + value));
        argv.addAll(plan.argv());
        return new Plan(
                "/bin/sh",
                argv,
                Map.of(),
                plan.cwd(),
                plan.moves(),
                plan.firstClosed(),
                plan.standing());
    }

    private static int follow(int pid) {
        int raw = LibcProcess.await(pid);
        if (raw < 0 || !new WaitStatus(raw).isStopped()) {
            return failure(raw);
        }
        int seized = PTRACE.call(PTRACE_SEIZE, pid, 0, PTRACE_O_TRACEEXEC);
        if (seized < 0) {
            LibcProcess.kill(pid, Signum.SIGKILL);
            LibcProcess.await(pid);
            return seized;
        }
        LibcProcess.kill(pid, Signum.SIGCONT);
        return toProgram(pid);
    }

    private static int toProgram(int pid) {
        int execs = 0;
        while (true) {
            int raw = LibcProcess.await(pid);
            if (raw < 0 || !new WaitStatus(raw & 0xffff).isStopped()) {
                return failure(raw);
            }
            int event = raw >> 16;
            if (event == PTRACE_EVENT_EXEC && ++execs == EXECS) {
                // Delivered as the program would begin.
                LibcProcess.kill(pid, Signum.SIGSTOP);
                PTRACE.call(PTRACE_DETACH, pid, 0, 0);
                int stopped = LibcProcess.await(pid);
                boolean stands = stopped >= 0 && new WaitStatus(stopped).isStopped();
                return stands ? pid : failure(stopped);
            }
            PTRACE.call(PTRACE_CONT, pid, 0, event == 0 ? (raw >> 8) & 0xff : 0);
        }
    }

    /// What it says of the program that it came to an end before.
    private static int failure(int raw) {
        int code = raw < 0 ? 0 : new WaitStatus(raw).exitCode();
        Errno errno =
                switch (code) {
                    case NOT_FOUND -> Errno.ENOENT;
                    case NOT_EXECUTABLE -> Errno.EACCES;
                    default -> Errno.EIO;
                };
        return -errno.number();
    }
}
