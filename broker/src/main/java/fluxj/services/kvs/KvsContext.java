package fluxj.services.kvs;

import fluxj.format.HashType;
import fluxj.service.ServiceContext;

/// What the parts of the module share.
///
/// @param hash the hash function of the content store
/// @param merging whether adjacent transactions become one
record KvsContext(
        ServiceContext flux,
        HashType hash,
        boolean merging,
        TreeCache cache,
        WaitingCalls waiting) {}
