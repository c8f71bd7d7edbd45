/// The `job-ingest` module: takes jobs from users, changes and validates them, gives them ids, puts
/// them into the KVS and tells the job manager (spec services 10). Layer 4. Read
/// [JobIngestProtocol], then [JobIngestService].
@NullMarked
package fluxj.services.jobingest;

import org.jspecify.annotations.NullMarked;
