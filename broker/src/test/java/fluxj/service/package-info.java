/// Tests of this package.
@NullMarked
package fluxj.service;

import org.jspecify.annotations.NullMarked;
