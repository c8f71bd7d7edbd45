package fluxj.treeobj;

import java.util.Optional;

/// A link to a key.
///
/// @param namespace the namespace of the target; empty for the link's own
public record Symlink(String target, Optional<String> namespace) implements Treeobj {
    @Override
    public String type() {
        return "symlink";
    }
}
