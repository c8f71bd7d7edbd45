/// What guests and hostile peers can do to an instance, each attack bounded in count and time, with
/// budgets that the instance must keep: memory of the leader, answers to the owner, children, and
/// the log. Larger counts: `-Dfluxj.attack.scale=10`. Read [AttackedInstance] first.
@NullMarked
package fluxj.it.attack;

import org.jspecify.annotations.NullMarked;
