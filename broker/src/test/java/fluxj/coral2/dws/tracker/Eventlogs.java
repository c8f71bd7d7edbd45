package fluxj.coral2.dws.tracker;

import fluxj.job.Eventlog;
import fluxj.json.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Eventlogs of jobs with rabbits, an event a second from 100 on.
final class Eventlogs {
    private static final int FIRST = 100;

    /// A job without rabbits that runs.
    static final String PLAIN =
            """
            submit {"userid":1001,"version":1}
            validate
            depend
            priority {"priority":16}
            alloc
            start
            """;

    /// Until the workflow is asked for.
    static final String CREATING =
            """
            submit {"userid":1001,"urgency":16,"flags":0,"version":1}
            validate
            dependency-add {"description":"dws-create"}
            """;

    /// Until file systems are made.
    static final String SETUP =
            CREATING
                    + """
                    memo {"rabbit_workflow":"fluxjob-57159974912"}
                    jobspec-update {"attributes.system.constraints":{}}
                    dependency-remove {"description":"dws-create"}
                    depend
                    priority {"priority":16}
                    alloc
                    prolog-start {"description":"dws-setup"}
                    memo {"rabbits":"rabbit[0-1]"}
                    """;

    /// Until the tasks run.
    static final String RUNNING =
            SETUP
                    + """
                    dws_environment {"variables":{}}
                    prolog-finish {"description":"dws-setup","status":0}
                    start
                    """;

    /// Until the epilog holds it.
    static final String EPILOG =
            RUNNING
                    + """
                    finish {"status":0}
                    epilog-start {"description":"dws-epilog"}
                    release {"ranks":"all","final":true}
                    """;

    /// With another epilog action beside.
    static final String TWO_EPILOGS =
            EPILOG
                    + """
                    epilog-start {"description":"job-manager.epilog"}
                    """;

    /// Until it is over.
    static final String OVER =
            EPILOG
                    + """
                    epilog-finish {"description":"dws-epilog","status":0}
                    free
                    clean
                    """;

    private Eventlogs() {}

    /// What a log tells.
    static JobHistory history(String log) {
        List<Eventlog.Event> events = new ArrayList<>();
        for (String line : log.lines().toList()) {
            int blank = line.indexOf(' ');
            String name = blank < 0 ? line : line.substring(0, blank);
            events.add(
                    new Eventlog.Event(
                            JsonObject.EMPTY,
                            FIRST + events.size(),
                            name,
                            blank < 0
                                    ? Optional.empty()
                                    : Optional.of(JsonObject.parse(line.substring(blank + 1)))));
        }
        return JobHistoryReader.read(events);
    }
}
