/// The commands `resource` and `R`. Layer 6.
@NullMarked
package fluxj.cli.resource;

import org.jspecify.annotations.NullMarked;
