/// Tests of the ways to another instance.
@NullMarked
package fluxj.cli.proxy;

import org.jspecify.annotations.NullMarked;
