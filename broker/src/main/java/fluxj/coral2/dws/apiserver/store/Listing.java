package fluxj.coral2.dws.apiserver.store;

import fluxj.json.JsonException;
import fluxj.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// Objects of a kind, or as many of them as were asked for.
///
/// @param version the resource version at which it was made
/// @param next where the rest begins, empty when this is all
/// @param remaining how many are left
public record Listing(List<JsonObject> items, long version, String next, int remaining) {
    /// Where the rest of a list begins.
    record Place(long version, ObjectKey after) {
        /// The token that a client gives back.
        String token() {
            String text =
                    JsonObject.builder()
                            .put("v", "meta.k8s.io/v1")
                            .put("rv", version)
                            .put("namespace", after.namespace())
                            .put("name", after.name())
                            .build()
                            .toString();
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        /// Null for the start of a list.
        static @Nullable Place of(String token) {
            if (token.isEmpty()) {
                return null;
            }
            try {
                byte[] text = Base64.getUrlDecoder().decode(token);
                JsonObject place = JsonObject.parse(text, 0, text.length);
                return new Place(
                        place.whole("rv").orElseThrow(Place::unusable),
                        new ObjectKey(
                                place.text("namespace").orElseThrow(Place::unusable),
                                place.text("name").orElseThrow(Place::unusable)));
            } catch (IllegalArgumentException | JsonException e) {
                throw unusable();
            }
        }

        private static ApiException unusable() {
            return ApiException.badRequest("continue key is not valid");
        }
    }
}
