/// What every backing store of the content service answers to (spec services 1.1). Layer 4.
@NullMarked
package fluxj.services.contentbacking;

import org.jspecify.annotations.NullMarked;
