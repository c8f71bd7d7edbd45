/// `fluxj pmi`: a client of PMI to test a server with. Layer 6. Read [PmiCommands] first.
@NullMarked
package fluxj.cli.pmi;

import org.jspecify.annotations.NullMarked;
