package fluxj.services.jobinfo;

import fluxj.json.JsonObject;
import fluxj.json.Key;
import fluxj.json.Rest;
import fluxj.rpc.Access;
import fluxj.rpc.Empty;
import fluxj.rpc.Matchtag;
import fluxj.rpc.RpcMethod;
import fluxj.rpc.StreamMethod;

import java.util.List;
import java.util.Optional;

/// The job-info service as seen from outside (spec services 13). It is on every rank; a job's
/// submitter and the instance owner may ask.
public final class JobInfoProtocol {
    /// Lookup: `R` and `jobspec` as objects, not as texts.
    public static final int JSON_DECODE = 1;

    /// Lookup: `R` and `jobspec` as later events have changed them.
    public static final int CURRENT = 2;

    /// Watch: an eventlog that is not there yet is waited for.
    public static final int WAITCREATE = 1;

    /// Watch: an item without an event comes after the events that were there at first.
    public static final int INITIAL_SENTINEL = 2;

    /// What to look up of a job.
    ///
    /// @param keys below the job's directory, such as `jobspec`, `R`, `eventlog`
    /// @param flags [#JSON_DECODE], [#CURRENT]
    public record Lookup(long id, List<String> keys, int flags) {}

    /// What was looked up.
    ///
    /// @param values by key, texts but for JSON_DECODE
    public record Found(long id, @Rest JsonObject values) {}

    /// One value of a job.
    ///
    /// @param key `R` or `jobspec`
    /// @param flags 0
    public record OneKey(long id, String key, int flags) {}

    /// A value as it is now: the one that was asked for.
    public record Updated(@Key("R") Optional<JsonObject> r, Optional<JsonObject> jobspec) {}

    /// An eventlog to follow.
    ///
    /// @param path below the job's directory, such as `eventlog`, `guest.exec.eventlog`
    /// @param flags [#WAITCREATE], [#INITIAL_SENTINEL]
    /// @param guest `path` is one of the job's own namespace
    /// @param guestInMain `path` begins with `guest.` and is no longer in a namespace of its own
    public record WatchEvents(
            long id,
            String path,
            int flags,
            Optional<Boolean> guest,
            @Key("guest_in_main") Optional<Boolean> guestInMain) {
        /// Follows a log as those outside do.
        public static WatchEvents of(long id, String path, int flags) {
            return new WatchEvents(id, path, flags, Optional.empty(), Optional.empty());
        }
    }

    /// One line of an eventlog with its end; absent in the initial sentinel.
    public record EventLine(Optional<String> event) {}

    /// How much is under way.
    ///
    /// @param updateLookups always 0
    public record Stats(
            int lookups,
            int watchers,
            @Key("guest_watchers") int guestWatchers,
            @Key("update_lookups") int updateLookups,
            @Key("update_watchers") int updateWatchers) {}

    /// Looks values up.
    public static final RpcMethod<Lookup, Found> LOOKUP =
            new RpcMethod<>("job-info.lookup", Lookup.class, Found.class, Access.USER);

    /// Looks `R` up, as an object and as it is now; older than CURRENT.
    public static final RpcMethod<OneKey, Found> UPDATE_LOOKUP =
            new RpcMethod<>("job-info.update-lookup", OneKey.class, Found.class, Access.USER);

    /// A value as it is now and whenever an event changes it, until the job is clean.
    public static final StreamMethod<OneKey, Updated> UPDATE_WATCH =
            new StreamMethod<>(
                    "job-info.update-watch", OneKey.class, Updated.class, Access.USER, false);

    /// Ends an update watch.
    public static final RpcMethod<Matchtag, Empty> UPDATE_WATCH_CANCEL =
            new RpcMethod<>(
                    "job-info.update-watch-cancel", Matchtag.class, Empty.class, Access.USER);

    /// The events of a log, those that are there and those that come. The main log ends with the
    /// event `clean`, logs of the job's own namespace when they cannot grow any more.
    public static final StreamMethod<WatchEvents, EventLine> EVENTLOG_WATCH =
            new StreamMethod<>(
                    "job-info.eventlog-watch",
                    WatchEvents.class,
                    EventLine.class,
                    Access.USER,
                    false);

    /// Ends an eventlog watch.
    public static final RpcMethod<Matchtag, Empty> EVENTLOG_WATCH_CANCEL =
            new RpcMethod<>(
                    "job-info.eventlog-watch-cancel", Matchtag.class, Empty.class, Access.USER);

    /// Reads the counts.
    public static final RpcMethod<Empty, Stats> STATS_GET =
            new RpcMethod<>("job-info.stats-get", Empty.class, Stats.class, Access.OWNER);

    private JobInfoProtocol() {}
}
