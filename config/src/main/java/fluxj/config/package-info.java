/// Typed settings of a broker. Layer C: imports nothing else of ours.
@NullMarked
package fluxj.config;

import org.jspecify.annotations.NullMarked;
