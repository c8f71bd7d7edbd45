package fluxj.coral2.dws.apiserver.store;

import fluxj.json.JsonObject;

import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// What an object gets when it is made: a name, if it has none, and the metadata that only the API
/// server gives.
final class NewObjects {
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final int LONGEST_NAME = 253;
    private static final String SUFFIX = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX_LENGTH = 5;

    private final RandomGenerator random;

    NewObjects(RandomGenerator random) {
        this.random = random;
    }

    /// Which object a request makes.
    ///
    /// @throws ApiException 400 and 422 for what is wrong with its metadata
    ObjectKey key(ApiKind kind, String namespace, JsonObject object) {
        JsonObject given = Metadata.of(object);
        if (given.get("resourceVersion").isPresent()) {
            throw ApiException.badRequest(
                    "resourceVersion should not be set on objects to be created");
        }
        if (!given.text("namespace").orElse(namespace).equals(namespace)) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the"
                            + " request");
        }
        String name = given.text("name").orElseGet(() -> generated(kind, given));
        checkName(kind, name);
        return new ObjectKey(namespace, name);
    }

    private String generated(ApiKind kind, JsonObject metadata) {
        StringBuilder name =
                new StringBuilder(
                        metadata.text("generateName")
                                .orElseThrow(
                                        () ->
                                                ApiException.invalid(
                                                        kind,
                                                        "",
                                                        "metadata.name: Required value: name or"
                                                                + " generateName is required")));
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            name.append(SUFFIX.charAt(random.nextInt(SUFFIX.length())));
        }
        return name.toString();
    }

    private static void checkName(ApiKind kind, String name) {
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            throw ApiException.invalid(
                    kind,
                    name,
                    "metadata.name: Invalid value: \""
                            + name
                            + "\": a lowercase RFC 1123 subdomain must consist of lower case"
                            + " alphanumeric characters, '-' or '.', and must start and end with"
                            + " an alphanumeric character");
        }
    }

    /// The object as it is at first.
    ///
    /// @param now the time, as objects have it
    JsonObject made(ApiKind kind, ObjectKey key, JsonObject object, String now) {
        JsonObject.Builder metadata = JsonObject.builder().put("name", key.name());
        if (kind.namespaced()) {
            metadata.put("namespace", key.namespace());
        }
        Metadata.of(object).members().forEach(metadata::put);
        metadata.remove("deletionTimestamp")
                .put("uid", new UUID(random.nextLong(), random.nextLong()).toString())
                .put("generation", 1)
                .put("creationTimestamp", now);
        return kind.shaped(object, metadata.build());
    }
}
