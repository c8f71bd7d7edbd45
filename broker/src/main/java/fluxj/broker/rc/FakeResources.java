package fluxj.broker.rc;

import fluxj.config.Config;
import fluxj.config.ConfigException;
import fluxj.config.ConfigKey;
import fluxj.config.tables.FakeResourcesConfig;
import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.job.NodeResources;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonObject;
import fluxj.reactor.Promise;
import fluxj.rpc.RpcClient;
import fluxj.services.kvs.KvsProtocol;
import fluxj.treeobj.Transaction;
import fluxj.wire.Message;

import java.util.List;
import java.util.Optional;

/// The nodes of `[fake-resources]`, put where the resource module finds them before it begins, and
/// what that module has to be told then: that they are all up, and are not this host's.
final class FakeResources {
    private static final String KEY = "resource.R";
    private static final List<String> ARGUMENTS = List.of("monitor-force-up", "noverify");

    private final FakeResourcesConfig config;

    private FakeResources(FakeResourcesConfig config) {
        this.config = config;
    }

    /// Those of a configuration; empty when it wants none.
    ///
    /// @throws FluxException EINVAL, also for keys that are flux-core's rc's
    static Optional<FakeResources> of(JsonObject configuration) {
        Optional<FakeResourcesConfig> found;
        try {
            found = FakeResourcesConfig.of(Config.of(configuration));
        } catch (ConfigException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
        return found.map(
                config -> {
                    if (config.get(FakeResourcesConfig.NNODES).isEmpty()) {
                        throw invalid("[fake-resources] table requires the 'nnodes' key");
                    }
                    refuse(config, FakeResourcesConfig.HWLOC_XML_PATH);
                    refuse(config, FakeResourcesConfig.AMEND_R);
                    return new FakeResources(config);
                });
    }

    private static void refuse(FakeResourcesConfig config, ConfigKey<Optional<String>> key) {
        if (config.get(key).isPresent()) {
            throw invalid("[fake-resources] " + key.name() + " is for flux-core's rc alone");
        }
    }

    private static FluxException invalid(String text) {
        return new FluxException(Errno.EINVAL, text);
    }

    /// Puts them into the KVS.
    ///
    /// @return the arguments of the resource module
    Promise<List<String>> install(RpcClient rpc) {
        Transaction put = new Transaction().put(KEY, Rv1.json(resources()).toString());
        return rpc.call(
                        KvsProtocol.COMMIT,
                        Message.NODEID_ANY,
                        new KvsProtocol.Commit(KvsProtocol.PRIMARY, 0, put.ops()))
                .map(_ -> ARGUMENTS);
    }

    private ResourceSet resources() {
        int nodes = config.get(FakeResourcesConfig.NNODES).orElseThrow();
        String names = config.get(FakeResourcesConfig.HOST_PREFIX) + "[0-" + (nodes - 1) + "]";
        NodeResources each =
                NodeResources.of(
                        Idset.upTo(config.get(FakeResourcesConfig.CORES_PER_NODE)),
                        Idset.upTo(config.get(FakeResourcesConfig.GPUS_PER_NODE)));
        return ResourceSet.builder()
                .add(Idset.upTo(nodes), each)
                .hosts(Hostlist.parse(names))
                .build();
    }
}
