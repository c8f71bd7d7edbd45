package fluxj.services.jobinfo;

import fluxj.errors.Errno;
import fluxj.errors.FluxException;
import fluxj.json.JsonException;
import fluxj.json.JsonObject;
import fluxj.wire.Credentials;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Who may see a job: the instance owner, and whoever its first event, `submit`, names. The
/// submitters of the jobs that were asked for last are remembered.
final class JobAccess {
    private static final int REMEMBERED = 1000;

    private final Map<Long, Integer> submitters =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Integer> eldest) {
                    return size() > REMEMBERED;
                }
            };

    /// Whether they may, when that is known without the job's eventlog.
    Optional<Boolean> known(Credentials who, long id) {
        return Optional.ofNullable(submitters.get(id)).map(who::mayActFor);
    }

    /// Whether they may, by the beginning of the job's eventlog.
    ///
    /// @throws FluxException EPROTO when it does not begin as it must
    boolean allows(Credentials who, long id, String eventlog) {
        int submitter = submitter(eventlog);
        submitters.put(id, submitter);
        return who.mayActFor(submitter);
    }

    private static int submitter(String eventlog) {
        int end = eventlog.indexOf('\n');
        try {
            JsonObject first = JsonObject.parse(end < 0 ? eventlog : eventlog.substring(0, end));
            Optional<Long> userid =
                    first.object("context").flatMap(context -> context.whole("userid"));
            if (first.text("name").equals(Optional.of("submit")) && userid.isPresent()) {
                return userid.get().intValue();
            }
        } catch (JsonException e) {
            throw new FluxException(Errno.EPROTO);
        }
        throw new FluxException(Errno.EPROTO);
    }
}
