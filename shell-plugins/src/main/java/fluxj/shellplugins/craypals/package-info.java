/// What Cray MPI's PALS finds in the environment and the files of a job (spec coral2 1). It does
/// nothing for jobs whose option `pmi` does not name `cray-pals`. Layer 2b. Read [CrayPalsPlugin]
/// first.
@NullMarked
package fluxj.shellplugins.craypals;

import org.jspecify.annotations.NullMarked;
