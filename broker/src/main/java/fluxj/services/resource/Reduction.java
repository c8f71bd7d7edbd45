package fluxj.services.resource;

import fluxj.format.FormatException;
import fluxj.format.Idset;
import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.rpc.Call;
import fluxj.rpc.Empty;
import fluxj.service.ServiceContext;
import fluxj.services.resource.ResourceProtocol.Reduced;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Puts together what this broker's host and those below it have; once all have told, it goes up.
final class Reduction {
    private final ServiceContext flux;
    private final Consumer<Reduced> whenComplete;
    private final List<ResourceSet> parts = new ArrayList<>();
    private Idset ranks = Idset.EMPTY;
    private int count;
    private int wanted = Integer.MAX_VALUE;

    Reduction(ServiceContext flux, Consumer<Reduced> whenComplete) {
        this.flux = flux;
        this.whenComplete = whenComplete;
    }

    /// Adds what this host has.
    void start(ResourceSet own) {
        String descendants = flux.attributes().get("tbon.descendants").orElse("0");
        try {
            wanted = Integer.parseInt(descendants) + 1;
        } catch (NumberFormatException _) {
            wanted = 1;
        }
        add(1, own);
    }

    void reduce(Call<Reduced, Empty> call) {
        try {
            add(call.body().count(), Rv1.parse(call.body().resource()));
        } catch (FormatException e) {
            flux.log().err("error decoding topo-reduce request: " + e.getMessage());
        }
        call.reply(Empty.EMPTY);
    }

    /// A broker that tells again, because its module was loaded again, is not counted twice.
    private void add(int brokers, ResourceSet part) {
        Idset told = part.ranks();
        if (!ranks.intersect(told).isEmpty()) {
            return;
        }
        ranks = ranks.union(told);
        parts.add(part);
        count += brokers;
        if (count == wanted) {
            whenComplete.accept(new Reduced(count, Rv1.json(ResourceSet.union(parts))));
        }
    }
}
