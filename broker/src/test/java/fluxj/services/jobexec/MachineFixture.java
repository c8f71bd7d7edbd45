package fluxj.services.jobexec;

import fluxj.errors.FluxException;
import fluxj.format.Idset;
import fluxj.job.JobId;
import fluxj.job.NodeResources;
import fluxj.job.ResourceSet;
import fluxj.json.JsonObject;
import fluxj.platform.WaitStatus;

import java.util.List;
import java.util.Optional;

/// A job in a [RecordedEffects] world, with what its shells may do to it.
final class MachineFixture {
    final RecordedEffects world = new RecordedEffects();
    final JobMachine machine;
    final ShellExecution shells;

    private MachineFixture(JobFacts job, ExecSettings settings) {
        ShellExecution[] made = new ShellExecution[1];
        machine =
                new JobMachine(
                        job,
                        settings,
                        world,
                        chooser -> {
                            Optional<MockSpec> mock = MockSpec.of(job);
                            return mock.isPresent()
                                    ? new MockExecution(mock.get(), chooser, world)
                                    : made[0];
                        });
        made[0] = new ShellExecution(job, settings, ShellSpec.of(job, settings), machine, world);
        shells = made[0];
    }

    /// A job of `size` shells on the brokers from rank 2 on.
    static MachineFixture of(int size, String... arguments) {
        return saying(size, "{}", arguments);
    }

    /// The same with members of `attributes.system` of its jobspec.
    static MachineFixture saying(int size, String system, String... arguments) {
        return new MachineFixture(
                facts(size, system, false, 0, 0),
                ExecSettings.of(
                        JsonObject.EMPTY, List.of(arguments), ShellPrograms.with("/bin/shell")));
    }

    static MachineFixture with(JobFacts facts, String... arguments) {
        return new MachineFixture(
                facts,
                ExecSettings.of(
                        JsonObject.EMPTY, List.of(arguments), ShellPrograms.with("/bin/shell")));
    }

    static JobFacts facts(
            int size, String system, boolean reattach, double starttime, double expiration) {
        ResourceSet resources =
                ResourceSet.builder()
                        .add(Idset.range(2, size + 1), NodeResources.of(Idset.of(0), Idset.EMPTY))
                        .times(starttime, expiration)
                        .build();
        JobId id = new JobId(24058527744L);
        return new JobFacts(
                id,
                id.f58plain(),
                100,
                JsonObject.parse("{\"attributes\":{\"system\":" + system + "}}"),
                resources,
                false,
                reattach);
    }

    /// The job begins, and all its shells run.
    MachineFixture run() {
        begin();
        world.shells.keySet().stream().toList().forEach(shells::started);
        return this;
    }

    /// The job begins, and its shells are launched.
    MachineFixture begin() {
        machine.begin();
        machine.established(Optional.empty());
        return this;
    }

    /// All its shells come to the barrier.
    MachineFixture passBarrier() {
        world.shells.keySet().forEach(shells::enterBarrier);
        return this;
    }

    void exit(int rank, int code) {
        world.shells.remove(rank);
        shells.ended(rank, WaitStatus.exited(code));
    }

    void die(int rank, int signum) {
        world.shells.remove(rank);
        shells.ended(rank, WaitStatus.killedBy(signum));
    }

    void fail(int rank, FluxException error) {
        world.shells.remove(rank);
        shells.failed(rank, error);
    }

    /// Lets alarms go off until that one has.
    void ring(Alarm wanted) {
        while (true) {
            Alarm next = world.next().orElseThrow();
            world.ring(machine);
            if (next == wanted) {
                return;
            }
        }
    }
}
