/// The parts of one broker that serve requests: the core's own services and the modules, in the JVM
/// or in processes of their own (RFC 5, spec broker 7.5, 7.10, 8). Layer 3, on top of routing. Read
/// [ModuleTable], [CoreServices] and [ModuleEnvironment] first.
@NullMarked
package fluxj.module;

import org.jspecify.annotations.NullMarked;
