package fluxj.it.rabbit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;

/// The ways out on a real API server, which has the kinds of DWS and NNF and no controllers.
class RabbitWaysOutOnKubernetesTest extends RabbitWaysOut {
    private static final String VARIABLE = "FLUXJ_TEST_KUBECONFIG";

    @Override
    Optional<Path> api() {
        String file = System.getenv().getOrDefault(VARIABLE, "");
        assumeTrue(!file.isEmpty(), VARIABLE + " names no kubeconfig of a real API server");
        return Optional.of(Path.of(file));
    }
}
