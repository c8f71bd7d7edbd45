package fluxj.coral2.dws.apiserver;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The file that tells `kubectl` and the service where the API is.
public final class Kubeconfig {
    private static final String NAME = "rabbit-sim";

    private Kubeconfig() {}

    /// Writes it, readable by its owner alone, in place of what was there.
    public static void write(Path file, String url) throws IOException {
        Path whole = file.toAbsolutePath();
        Path folder = whole.getParent();
        Path fresh =
                Files.createTempFile(
                        folder == null ? whole : folder,
                        ".kubeconfig",
                        "",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.write(fresh, (text(url) + "\n").getBytes(StandardCharsets.UTF_8));
        Files.move(fresh, whole, StandardCopyOption.REPLACE_EXISTING);
    }

    /// JSON is YAML too.
    private static JsonObject text(String url) {
        JsonObject context = JsonObject.builder().put("cluster", NAME).put("user", NAME).build();
        return JsonObject.builder()
                .put("apiVersion", "v1")
                .put("kind", "Config")
                .put("current-context", NAME)
                .put("clusters", named("cluster", JsonObject.of("server", url)))
                .put("contexts", named("context", context))
                .put("users", named("user", JsonObject.EMPTY))
                .build();
    }

    private static JsonArray named(String member, JsonObject value) {
        return JsonArray.of(JsonObject.builder().put("name", NAME).put(member, value).build());
    }
}
