/// The built-in module `config`: the instance's configuration, changed on rank 0 and followed by
/// all others (spec broker 7.6). Layer 3. Read [ConfigProtocol] and [ConfigService] first.
@NullMarked
package fluxj.core.config;

import org.jspecify.annotations.NullMarked;
