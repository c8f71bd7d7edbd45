/// Tests of the house itself: layers, tidiness, formatting, what pages say of it. They read class
/// files and sources, not behaviour.
@NullMarked
package fluxj.house;

import org.jspecify.annotations.NullMarked;
