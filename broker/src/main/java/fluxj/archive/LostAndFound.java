package fluxj.archive;

import fluxj.filemap.AsyncLoop;
import fluxj.format.Blobref;
import fluxj.format.Fluid;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;
import fluxj.treeobj.Dir;
import fluxj.treeobj.KvsKey;
import fluxj.treeobj.Treeobj;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a check decides to change, and the changing: values that have lost blobs go to
/// `lost+found`, directories that are lost are unlinked, and jobs that a value was lost of go to
/// `lost+found` whole. Nothing is changed while the tree is being walked.
final class LostAndFound {
    private static final String NAME = "lost+found";
    private static final int JOB_NAMES = 5;
    private static final int GROUP_DIGITS = 4;

    private record Repair(List<String> path, @Nullable Treeobj replacement) {}

    private final ContentStore content;
    private final List<Repair> repairs = new ArrayList<>();
    private final Set<List<String>> jobs = new LinkedHashSet<>();

    LostAndFound(ContentStore content) {
        this.content = content;
    }

    /// A value to move, with what is left of it.
    void move(String path, Treeobj rest) {
        repairs.add(new Repair(KvsKey.of(path).names(), rest));
    }

    /// A directory to unlink.
    void unlink(String path) {
        repairs.add(new Repair(KvsKey.of(path).names(), null));
    }

    /// Remembers the job that a path belongs to, if it belongs to one.
    void moveJobOf(String path) {
        List<String> names = KvsKey.of(path).names();
        if (names.size() < JOB_NAMES || !names.getFirst().equals("job")) {
            return;
        }
        for (String group : names.subList(1, JOB_NAMES)) {
            if (group.length() != GROUP_DIGITS || !isHex(group)) {
                return;
            }
        }
        jobs.add(List.copyOf(names.subList(0, JOB_NAMES)));
    }

    private static boolean isHex(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            if (Character.digit(digits.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /// Makes the changes and stores them.
    ///
    /// @param onJob told of each job that was moved
    /// @return the new root
    Promise<Blobref> apply(Dir root, java.util.function.Consumer<String> onJob) {
        EditDir edit = new EditDir(content, root);
        return AsyncLoop.each(repairs, repair -> apply(edit, repair))
                .flatMap(_ -> AsyncLoop.each(jobs, job -> moveJob(edit, job, onJob)))
                .flatMap(_ -> edit.store())
                .map(Treeobj.Dirref::blob);
    }

    private static Promise<Empty> apply(EditDir root, Repair repair) {
        Treeobj replacement = repair.replacement();
        Promise<Empty> kept =
                replacement == null
                        ? Promise.of(Empty.EMPTY)
                        : root.enter(NAME)
                                .flatMap(dir -> above(dir, repair.path()))
                                .map(
                                        dir -> {
                                            dir.put(repair.path().getLast(), replacement);
                                            return Empty.EMPTY;
                                        });
        return kept.flatMap(_ -> above(root, repair.path()))
                .map(
                        dir -> {
                            dir.remove(repair.path().getLast());
                            return Empty.EMPTY;
                        });
    }

    private static Promise<EditDir> above(EditDir top, List<String> path) {
        return top.enter(path.subList(0, path.size() - 1));
    }

    private static Promise<Empty> moveJob(
            EditDir root, List<String> job, java.util.function.Consumer<String> onJob) {
        return root.enter(job)
                .flatMap(
                        from ->
                                root.enter(NAME)
                                        .flatMap(dir -> dir.enter(job))
                                        .flatMap(from::moveTo))
                .flatMap(_ -> above(root, job))
                .map(
                        dir -> {
                            dir.remove(job.getLast());
                            onJob.accept(id(job));
                            return Empty.EMPTY;
                        });
    }

    private static String id(List<String> job) {
        return Fluid.f58plain(Fluid.parse(String.join(".", job.subList(1, JOB_NAMES))));
    }
}
