/// Ways to another instance: `proxy`, `relay`, `uri`. Layer 6. Read [InstanceUri] first.
@NullMarked
package fluxj.cli.proxy;

import org.jspecify.annotations.NullMarked;
