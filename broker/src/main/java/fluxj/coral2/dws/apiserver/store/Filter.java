package fluxj.coral2.dws.apiserver.store;

import fluxj.json.JsonObject;

import java.util.Optional;

/// Which objects of a kind a request is about.
///
/// @param namespace where, empty for everywhere
/// @param labels what their labels must be
/// @param name their name, when a field selector says one
public record Filter(String namespace, LabelSelector labels, Optional<String> name) {
    /// A filter by its words.
    ///
    /// @param labels a label selector, empty for all
    /// @param fields a field selector of `metadata.name` and `metadata.namespace`, empty for all
    /// @throws ApiException 400 for what is no selector, or one of other fields
    public static Filter of(String namespace, String labels, String fields) {
        String where = namespace;
        Optional<String> name = Optional.empty();
        for (String field : fields.isBlank() ? new String[0] : fields.split(",")) {
            int equals = field.indexOf('=');
            String key = equals < 0 ? field : field.substring(0, equals);
            String value = field.substring(equals + 1).replaceFirst("^=", "");
            switch (key.strip()) {
                case "metadata.name" -> name = Optional.of(value.strip());
                case "metadata.namespace" -> where = value.strip();
                default -> {
                    if (!key.startsWith("involvedObject.")) {
                        throw ApiException.badRequest("field label not supported: " + key);
                    }
                    name = Optional.of("");
                }
            }
        }
        return new Filter(where, LabelSelector.parse(labels), name);
    }

    boolean matches(JsonObject object) {
        ObjectKey key = Metadata.key(object);
        return (namespace.isEmpty() || namespace.equals(key.namespace()))
                && (name.isEmpty() || name.get().equals(key.name()))
                && labels.matches(Metadata.labels(object));
    }
}
