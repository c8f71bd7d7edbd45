/// Tests of the tools on a content store in memory.
@NullMarked
package fluxj.archive;

import org.jspecify.annotations.NullMarked;
