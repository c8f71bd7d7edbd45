/// Templates in the environment (spec services 15.4). Layer 2b. Read [EnvExpandPlugin] first.
@NullMarked
package fluxj.shellplugins.environment;

import org.jspecify.annotations.NullMarked;
