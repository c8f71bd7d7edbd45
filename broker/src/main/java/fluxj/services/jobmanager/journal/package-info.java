/// The journal: the events of all jobs for those who listen (spec services 11.2). Layer 4. Read
/// [JobJournal] first.
@NullMarked
package fluxj.services.jobmanager.journal;

import org.jspecify.annotations.NullMarked;
