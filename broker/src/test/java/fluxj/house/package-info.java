/// Tests of the house itself: layers, tidiness, formatting. They read class files and sources, not
/// behaviour.
@NullMarked
package fluxj.house;

import org.jspecify.annotations.NullMarked;
