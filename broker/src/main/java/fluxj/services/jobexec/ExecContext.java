package fluxj.services.jobexec;

import fluxj.format.HashType;
import fluxj.format.Hostlist;
import fluxj.format.Idset;
import fluxj.job.JobId;
import fluxj.service.ServiceContext;
import fluxj.treeobj.Dir;

/// What all jobs share.
///
/// @param emptyRoot the root of a new namespace
/// @param hosts the hosts of all brokers
/// @param ascii true where people can see ASCII alone
record ExecContext(
        ServiceContext flux,
        PrimaryCommits primary,
        String emptyRoot,
        Hostlist hosts,
        boolean ascii) {

    /// What a service's context says.
    static ExecContext of(ServiceContext flux) {
        HashType hash = HashType.of(flux.attributes().get("content.hash").orElse("sha1"));
        return new ExecContext(
                flux,
                new PrimaryCommits(flux.rpc()),
                hash.hash(Dir.EMPTY.encode()).toString(),
                Hostlist.parse(flux.attributes().get("hostlist").orElse("")),
                !JobId.isUnicode(flux.variables()));
    }

    /// The hosts of brokers, as a hostlist.
    String hostsOf(Idset ranks) {
        boolean known = ranks.last().orElse(0) < hosts.size();
        return known ? hosts.select(ranks).toString() : "(unknown)";
    }
}
