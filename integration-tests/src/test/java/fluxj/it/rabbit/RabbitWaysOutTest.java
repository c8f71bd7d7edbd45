package fluxj.it.rabbit;

import java.nio.file.Path;
import java.util.Optional;

/// The ways out on the simulator's own API.
class RabbitWaysOutTest extends RabbitWaysOut {
    @Override
    Optional<Path> api() {
        return Optional.empty();
    }
}
