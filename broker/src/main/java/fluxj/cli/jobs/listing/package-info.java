/// Jobs as listings show them: which are asked for, their fields, and the formats that have names.
/// Layer 6. Read [JobSearch] and [JobLine].
@NullMarked
package fluxj.cli.jobs.listing;

import org.jspecify.annotations.NullMarked;
