/// Tests of this package.
@NullMarked
package fluxj.services.kvs.tree;

import org.jspecify.annotations.NullMarked;
