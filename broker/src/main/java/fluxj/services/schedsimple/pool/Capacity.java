package fluxj.services.schedsimple.pool;

import fluxj.format.Idset;
import fluxj.job.ResourceSet;
import fluxj.job.spec.ResourceRequest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What could ever be free: nodes by what they have, whether they are up and used or not.
final class Capacity {
    private record Kind(int cores, int gpus, RankBits ranks) {}

    private final List<Kind> kinds = new ArrayList<>();

    Capacity(ResourceSet all, int end) {
        all.groups()
                .forEach(
                        (resources, ranks) ->
                                kinds.add(
                                        new Kind(
                                                resources.cores().size(),
                                                resources.gpus().size(),
                                                bits(ranks, end))));
    }

    private static RankBits bits(Idset ranks, int end) {
        RankBits bits = new RankBits(end);
        ranks.forEach(bits::add);
        return bits;
    }

    /// Why a request can never be satisfied, in Flux's words; empty when it can.
    ///
    /// @param eligible where the job may run
    Optional<String> complaint(ResourceRequest request, RankBits eligible) {
        if (request.nodes().isPresent() && request.nodes().get().isStepped()) {
            return Optional.of(discrete("node"));
        }
        if (request.slots().isStepped()) {
            return Optional.of(discrete("slot"));
        }
        if (request.isExclusive()) {
            return exclusive(request, eligible);
        }
        return request.nodes().isPresent() ? nodes(request, eligible) : slots(request, eligible);
    }

    private static String discrete(String what) {
        return what
                + " count specifies discrete valid values that this scheduler does not support;"
                + " use a simple min-max range instead";
    }

    private long having(long cores, long gpus, RankBits eligible) {
        long count = 0;
        for (Kind kind : kinds) {
            if (kind.cores >= cores && kind.gpus >= gpus) {
                count += kind.ranks.common(eligible);
            }
        }
        return count;
    }

    private Optional<String> exclusive(ResourceRequest request, RankBits eligible) {
        long need = Math.max(request.nnodes(), 1);
        long found = having(request.slotSize(), request.slotGpus(), eligible);
        return found >= need
                ? Optional.empty()
                : Optional.of(
                        "unsatisfiable request: need "
                                + need
                                + " exclusive node(s), only "
                                + found
                                + " eligible");
    }

    private Optional<String> nodes(ResourceRequest request, RankBits eligible) {
        long cores = request.slots().min() * request.slotSize();
        long gpus = request.slots().min() * request.slotGpus();
        long found = having(cores, gpus, eligible);
        return found >= request.nnodes()
                ? Optional.empty()
                : Optional.of(
                        "unsatisfiable request: need "
                                + request.nnodes()
                                + " node(s) with "
                                + cores
                                + " cores"
                                + (gpus > 0 ? " and " + gpus + " GPUs" : "")
                                + " each, only "
                                + found
                                + " eligible");
    }

    private Optional<String> slots(ResourceRequest request, RankBits eligible) {
        long byCores = 0;
        long byBoth = 0;
        long cores = 0;
        long gpus = 0;
        for (Kind kind : kinds) {
            long count = kind.ranks.common(eligible);
            byCores += count * (kind.cores / request.slotSize());
            byBoth += count * Choice.slotsOf(kind.cores, kind.gpus, request);
            cores += count * kind.cores;
            gpus += count * kind.gpus;
        }
        if (byCores < request.nslots()) {
            return Optional.of(
                    "unsatisfiable request: need "
                            + request.nslots()
                            + " slot(s) of "
                            + request.slotSize()
                            + " core(s), only "
                            + byCores
                            + " such slot(s) available (total cores: "
                            + cores
                            + ")");
        }
        return byBoth >= request.nslots()
                ? Optional.empty()
                : Optional.of(
                        "unsatisfiable request: need "
                                + request.nslots()
                                + " slot(s) with "
                                + request.slotGpus()
                                + " GPU(s) each, only "
                                + byBoth
                                + " available (total GPUs: "
                                + gpus
                                + ")");
    }
}
