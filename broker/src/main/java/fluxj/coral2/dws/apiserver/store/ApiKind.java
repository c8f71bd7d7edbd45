package fluxj.coral2.dws.apiserver.store;

import fluxj.json.JsonObject;

import java.util.List;
import java.util.Locale;

/// A kind of objects as the API serves it (spec coral2 8.3).
///
/// @param group the API group, empty for the core
/// @param plural its name in paths, such as `workflows`
/// @param name its name in objects, such as `Workflow`
/// @param traits what it has that others have not
/// @param columns what `kubectl get` shows besides name and age
public record ApiKind(
        String group, String plural, String name, List<Trait> traits, List<Column> columns) {
    static final List<String> ENVELOPE = List.of("kind", "apiVersion", "metadata");

    /// What kinds differ in.
    public enum Trait {
        /// Its objects belong to the whole cluster, not to a namespace.
        CLUSTER,
        /// Its `status` is changed by requests of its own only.
        STATUS,
        /// Its objects are there from the beginning, and nobody changes them.
        FIXED
    }

    /// One column of a table.
    ///
    /// @param title its heading
    /// @param path where its value is in an object, names with dots
    /// @param wide true when it is shown with `-o wide` only
    public record Column(String title, String path, boolean wide) {}

    /// True when its objects are in namespaces.
    public boolean namespaced() {
        return !traits.contains(Trait.CLUSTER);
    }

    /// True when its status is changed apart.
    public boolean statusApart() {
        return traits.contains(Trait.STATUS);
    }

    /// True when requests do not change its objects.
    public boolean fixed() {
        return traits.contains(Trait.FIXED);
    }

    /// True for a kind of Kubernetes itself.
    public boolean isCore() {
        return group.isEmpty();
    }

    /// Its name in lower case.
    public String singular() {
        return name.toLowerCase(Locale.ROOT);
    }

    /// How errors call it, such as `workflows.dataworkflowservices.github.io`.
    String resource() {
        return isCore() ? plural : plural + "." + group;
    }

    /// An object as it is kept: of this kind in the one version that there is, and without a status
    /// that is changed apart.
    JsonObject shaped(JsonObject object, JsonObject metadata) {
        JsonObject.Builder whole = JsonObject.builder().put("kind", name).put("metadata", metadata);
        object.members()
                .forEach(
                        (member, value) -> {
                            boolean own = member.equals("status") && statusApart();
                            if (!ENVELOPE.contains(member) && !own) {
                                whole.put(member, value);
                            }
                        });
        return whole.build();
    }

    /// What is wanted of an object: a change of that is a new generation.
    JsonObject desires(JsonObject object) {
        JsonObject.Builder desires = object.toBuilder().remove("metadata");
        if (statusApart()) {
            desires.remove("status");
        }
        return desires.build();
    }
}
