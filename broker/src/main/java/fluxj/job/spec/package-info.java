/// Jobspecs (RFC 14, RFC 25): what a job asks for, how that is counted and validated, and the
/// envelope in which it is submitted. Layer 0.
@NullMarked
package fluxj.job.spec;

import org.jspecify.annotations.NullMarked;
