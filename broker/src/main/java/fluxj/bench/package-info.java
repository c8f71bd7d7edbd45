/// Measures our brokers against flux-core's, both in one run and in turns. Layer 6. Read [Bench]
/// first.
@NullMarked
package fluxj.bench;

import org.jspecify.annotations.NullMarked;
