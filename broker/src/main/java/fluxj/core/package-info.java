/// The faces of the broker itself, one package each: what `flux` asks of a broker and no module can
/// be loaded for. They may use the broker's insides, which services may not. Layer 3.
@NullMarked
package fluxj.core;

import org.jspecify.annotations.NullMarked;
