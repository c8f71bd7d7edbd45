package fluxj.services.kvs.tree;

import fluxj.treeobj.Key;
import fluxj.treeobj.Treeobj;

import java.util.Optional;

/// One operation of a commit.
///
/// @param dirent what to set, or, with `append`, to append; empty unlinks
public record Op(Key key, boolean append, Optional<Treeobj> dirent) {}
