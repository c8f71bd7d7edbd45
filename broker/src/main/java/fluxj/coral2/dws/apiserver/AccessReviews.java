package fluxj.coral2.dws.apiserver;

import fluxj.json.JsonArray;
import fluxj.json.JsonObject;

import java.util.List;
import java.util.Optional;

/// Answers who asks what it may do, and who it is: whoever reaches this API may do all (`kubectl
/// auth`).
final class AccessReviews {
    private static final String APIS = "/apis/";
    private static final String AUTHORIZATION = APIS + "authorization.k8s.io/v1";
    private static final String AUTHENTICATION = APIS + "authentication.k8s.io/v1";

    private AccessReviews() {}

    /// The answer; empty when it is no such question.
    static Optional<JsonObject> answer(HttpRequest request) {
        if (!request.method().equals("POST")) {
            return Optional.empty();
        }
        return switch (request.path()) {
            case AUTHORIZATION + "/selfsubjectaccessreviews" ->
                    Optional.of(review("SelfSubjectAccessReview", AUTHORIZATION, allowed()));
            case AUTHORIZATION + "/selfsubjectrulesreviews" ->
                    Optional.of(review("SelfSubjectRulesReview", AUTHORIZATION, rules()));
            case AUTHENTICATION + "/selfsubjectreviews" ->
                    Optional.of(review("SelfSubjectReview", AUTHENTICATION, user()));
            default -> Optional.empty();
        };
    }

    /// `kubectl` asks in protobuf, and what it asks changes nothing.
    private static JsonObject review(String kind, String api, JsonObject status) {
        return JsonObject.builder()
                .put("kind", kind)
                .put("apiVersion", api.substring(APIS.length()))
                .put("metadata", JsonObject.EMPTY)
                .put("spec", JsonObject.EMPTY)
                .put("status", status)
                .build();
    }

    private static JsonObject allowed() {
        return JsonObject.builder().put("allowed", true).build();
    }

    private static JsonObject rules() {
        JsonArray all = JsonArray.ofTexts(List.of("*"));
        return JsonObject.builder()
                .put(
                        "resourceRules",
                        JsonArray.of(
                                JsonObject.builder()
                                        .put("verbs", all)
                                        .put("apiGroups", all)
                                        .put("resources", all)
                                        .build()))
                .put(
                        "nonResourceRules",
                        JsonArray.of(
                                JsonObject.builder()
                                        .put("verbs", all)
                                        .put("nonResourceURLs", all)
                                        .build()))
                .put("incomplete", false)
                .build();
    }

    private static JsonObject user() {
        return JsonObject.of(
                "userInfo",
                JsonObject.builder()
                        .put("username", "rabbit-sim")
                        .put("groups", JsonArray.ofTexts(List.of("system:masters")))
                        .build());
    }
}
