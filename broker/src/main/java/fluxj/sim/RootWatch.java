package fluxj.sim;

import fluxj.rpc.HandlerTable;
import fluxj.service.Service;
import fluxj.service.ServiceContext;
import fluxj.service.ServiceFactory;
import fluxj.services.kvs.KvsProtocol;
import fluxj.services.kvs.KvsProtocol.Getroot;
import fluxj.services.kvs.KvsProtocol.RootInfo;

/// A client of the KVS on each rank: after each new root of the primary namespace it asks what its
/// own broker holds for the root.
final class RootWatch implements Service {
    private static final String NAMESPACE = "primary";

    private final ServiceContext flux;
    private final SimInvariants invariants;
    private int last;

    private RootWatch(ServiceContext flux, SimInvariants invariants) {
        this.flux = flux;
        this.invariants = invariants;
        flux.subscribe(KvsProtocol.setrootTopic(NAMESPACE));
    }

    /// Makes the module `root-watch`.
    static ServiceFactory factory(SimInvariants invariants) {
        return ServiceFactory.of("root-watch", flux -> new RootWatch(flux, invariants));
    }

    @Override
    public HandlerTable handlers() {
        return HandlerTable.builder()
                .onEvent(KvsProtocol.setrootTopic(NAMESPACE), _ -> look())
                .build();
    }

    private void look() {
        // An error comes from a kvs that is being unloaded.
        flux.rpc()
                .call(KvsProtocol.GETROOT, flux.rank(), Getroot.of(NAMESPACE))
                .then(this::see, _ -> {});
    }

    private void see(RootInfo root) {
        invariants.rootSeen(flux.rank(), last, root.rootseq(), root.rootref());
        last = root.rootseq();
    }
}
