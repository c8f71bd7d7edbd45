package fluxj.sim;

import fluxj.core.module.ModuleProtocol;
import fluxj.core.module.ModuleProtocol.Remove;
import fluxj.errors.FluxException;
import fluxj.platform.WaitStatus;
import fluxj.reactor.Deferred;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.rpc.RpcClient;
import fluxj.service.ModuleSpec;
import fluxj.sim.SimProcesses.Script;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// rc1 and rc3 of a simulated broker: they load and remove what [SimShape] says, through
/// `module.load` and `module.remove` as `flux modprobe` does.
final class SimRc {
    private static final String RC1 = "sim-rc1";
    private static final String RC3 = "sim-rc3";
    static final String SHELL = "sim-sh";

    private final SimPlatform platform;
    private final int rank;
    private final List<SimShape.Module> modules;

    private SimRc(SimPlatform platform, int rank, List<SimShape.Module> modules) {
        this.platform = platform;
        this.rank = rank;
        this.modules = modules;
    }

    /// Offers the modules of a shape to a broker and gives it the scripts that load them.
    ///
    /// @return the words of its command line that name the scripts
    static List<String> install(SimPlatform platform, int rank, SimShape shape) {
        if (shape.rc() instanceof SimShape.OwnRc) {
            return List.of("-Sbroker.rc2_none");
        }
        List<SimShape.Module> own =
                shape.modules().stream().filter(module -> module.isFor(rank)).toList();
        own.forEach(module -> module.factory().ifPresent(platform::offer));
        if (own.isEmpty()) {
            return List.of("-Sbroker.rc1_path=", "-Sbroker.rc2_none", "-Sbroker.rc3_path=");
        }
        SimRc rc = new SimRc(platform, rank, own);
        platform.simProcesses().program(SHELL, request -> rc.script(request.argv().getLast()));
        return List.of("-Sbroker.rc1_path=" + RC1, "-Sbroker.rc2_none", "-Sbroker.rc3_path=" + RC3);
    }

    private Script script(String line) {
        return switch (line) {
            case RC1 -> Script.ending(() -> each(modules, this::load));
            case RC3 -> Script.ending(() -> each(modules.reversed(), this::remove));
            default -> Script.exits(127).complaining(line + ": not found\n");
        };
    }

    private Promise<WaitStatus> each(
            List<SimShape.Module> all, Function<SimShape.Module, Promise<Empty>> step) {
        Promise<Empty> done = Promise.of(Empty.EMPTY);
        for (SimShape.Module module : all) {
            done = done.flatMap(_ -> step.apply(module));
        }
        Deferred<WaitStatus> end = new Deferred<>();
        done.then(_ -> end.complete(WaitStatus.exited(0)), error -> end.complete(failed(error)));
        return end;
    }

    private WaitStatus failed(FluxException error) {
        platform.stderr("rc of rank " + rank + ": " + error.getMessage());
        return WaitStatus.exited(1);
    }

    private RpcClient rpc() {
        return platform.door().orElseThrow().rpc();
    }

    private Promise<Empty> load(SimShape.Module module) {
        return rpc().call(ModuleProtocol.LOAD, rank, ModuleSpec.of(module.name()));
    }

    private Promise<Empty> remove(SimShape.Module module) {
        return rpc().call(ModuleProtocol.REMOVE, rank, new Remove(module.name(), Optional.empty()));
    }
}
