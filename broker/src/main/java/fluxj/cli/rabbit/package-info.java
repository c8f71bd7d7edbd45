/// The commands around rabbits (spec coral2 4.12, 5): which there are and whose, and where the jobs
/// with file systems on them stand. Layer 6. Read [GetrabbitCommand] and [RabbitCommands] first.
@NullMarked
package fluxj.cli.rabbit;

import org.jspecify.annotations.NullMarked;
