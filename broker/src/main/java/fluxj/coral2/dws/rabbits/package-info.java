/// What jobs ask of rabbits and what rabbits have, as values and arithmetic (spec coral2 4.5, 4.7):
/// no connection, clock or reactor is in here. Layer 6. Read [Directives], [Breakdown] and
/// [RabbitMapping] first.
@NullMarked
package fluxj.coral2.dws.rabbits;

import org.jspecify.annotations.NullMarked;
