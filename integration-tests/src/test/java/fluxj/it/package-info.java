/// Tests that start real broker processes and use them as a person would, through the commands in
/// `bin`. Read [Site] and [TestBrokerProcess] first.
@NullMarked
package fluxj.it;

import org.jspecify.annotations.NullMarked;
