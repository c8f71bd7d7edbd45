/// What a job manager plugin is written against (spec services 11.11). Layer 2. Read [JobtapPlugin]
/// first: its callbacks get a read-only [JobView], say what shall happen through [JobActions], and
/// answer with a verdict. What a plugin may ask of the job manager besides is [JobtapContext].
@NullMarked
package fluxj.jobtap;

import org.jspecify.annotations.NullMarked;
