package fluxj.sim.jobs;

import fluxj.job.ResourceSet;
import fluxj.job.Rv1;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.services.jobmanager.JobManagerProtocol.JournalEvents;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/// What the journal of one run of rank 0 tells, and what is wrong with it: an event that cannot
/// come where it does, and a core that two jobs have.
final class JobLedger {
    private final Map<Long, JobAccount> accounts = new LinkedHashMap<>();
    private final Map<Long, Long> holders = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private int active;
    private boolean current;

    /// Empty while all is well.
    List<String> violations() {
        return violations;
    }

    /// True when the past has been told, or something is wrong.
    boolean isCurrent() {
        return current || !violations.isEmpty();
    }

    void broken(String what) {
        violations.add(what);
    }

    /// How many jobs there are.
    int size() {
        return accounts.size();
    }

    /// How many of them are not over.
    int active() {
        return active;
    }

    boolean knows(long id) {
        return accounts.containsKey(id);
    }

    /// The jobs that are so.
    Set<Long> jobs(Predicate<JobAccount> are) {
        Set<Long> ids = new LinkedHashSet<>();
        accounts.forEach(
                (id, account) -> {
                    if (are.test(account)) {
                        ids.add(id);
                    }
                });
        return ids;
    }

    /// How many cores jobs hold.
    int heldCores() {
        return holders.size();
    }

    /// The journal tells something.
    void heard(JournalEvents item) {
        if (item.id() == -1) {
            current = true;
            return;
        }
        @Nullable JobAccount known = accounts.get(item.id());
        JobAccount account = known == null ? new JobAccount() : known;
        if (known == null) {
            accounts.put(item.id(), account);
            active++;
        } else if (!current) {
            broken(item.id() + " is told twice");
        }
        item.resources().ifPresent(found -> account.grant(Rv1.parse(found)));
        Optional<ResourceSet> before = account.held();
        for (JsonValue event : item.events()) {
            happened(item.id(), account, (JsonObject) event);
        }
        if (!before.equals(account.held())) {
            before.ifPresent(set -> eachCore(set, holders::remove));
            account.held().ifPresent(set -> eachCore(set, core -> take(core, item.id())));
        }
        if (account.isRefused()) {
            accounts.remove(item.id());
        }
        if (account.isClean() || account.isRefused()) {
            active--;
        }
    }

    private void happened(long id, JobAccount account, JsonObject event) {
        JsonObject context = event.object("context").orElse(JsonObject.EMPTY);
        String name = event.text("name").orElse("");
        boolean fatal = name.equals("exception") && context.whole("severity").orElse(0L) == 0;
        account.happened(name, fatal).ifPresent(what -> broken(id + ": " + what));
    }

    private void take(long core, long id) {
        @Nullable Long other = holders.putIfAbsent(core, id);
        if (other != null) {
            broken(
                    "core "
                            + (int) core
                            + " of rank "
                            + (core >> Integer.SIZE)
                            + " is with "
                            + other
                            + " and with "
                            + id);
        }
    }

    private static void eachCore(ResourceSet set, LongConsumer action) {
        set.groups()
                .forEach(
                        (node, ranks) ->
                                ranks.forEach(
                                        rank ->
                                                node.cores()
                                                        .forEach(
                                                                core ->
                                                                        action.accept(
                                                                                at(rank, core)))));
    }

    private static long at(int rank, int core) {
        return (long) rank << Integer.SIZE | core;
    }
}
