/// What jobs have left in the KVS, for those who may see it: values, eventlogs and their growth
/// (RFC 18, RFC 21). Layer 4. Read [JobInfoProtocol].
@NullMarked
package fluxj.services.jobinfo;

import org.jspecify.annotations.NullMarked;
