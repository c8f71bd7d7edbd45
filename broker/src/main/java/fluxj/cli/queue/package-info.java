/// `fluxj queue`: what queues there are, and whether they take jobs and run them. Layer 6. Read
/// [QueueCommands] first.
@NullMarked
package fluxj.cli.queue;

import org.jspecify.annotations.NullMarked;
