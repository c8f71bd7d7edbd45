package fluxj.cli.jobs.listing;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The fields that formats of jobs may have: their headings, and the attributes they need.
public final class JobFields {
    static final String INSTANCE = "instance.";

    private static final String TABLE =
            """
            id JOBID
            id.dec JOBID
            id.hex JOBID
            id.f58 JOBID
            id.f58plain JOBID
            id.emoji JOBID
            id.kvs JOBID
            id.words JOBID
            id.dothex JOBID
            userid UID userid
            username USER userid
            urgency URG urgency
            priority PRI priority
            state STATE state
            state_single S state
            state_emoji STATE state
            name NAME name
            cwd CWD cwd
            queue QUEUE queue
            project PROJECT project
            bank BANK bank
            ntasks NTASKS ntasks
            ncores NCORES ncores
            duration DURATION duration
            nnodes NNODES nnodes
            expiration EXPIRATION expiration state result
            t_remaining T_REMAINING expiration state result
            ranks RANKS ranks
            nodelist NODELIST nodelist
            success SUCCESS success
            result RESULT result
            result_abbrev RS result
            result_emoji RESULT result
            t_submit T_SUBMIT t_submit
            t_depend T_DEPEND t_depend
            t_priority T_PRIORITY t_priority
            t_sched T_SCHED t_sched
            t_run T_RUN t_run
            t_cleanup T_CLEANUP t_cleanup
            t_inactive T_INACTIVE t_inactive
            runtime RUNTIME t_run t_cleanup
            status STATUS state result
            status_abbrev ST state result
            status_emoji STATUS state result
            waitstatus WSTATUS waitstatus
            returncode RC waitstatus result
            exception.occurred EXCEPTION-OCCURRED exception_occurred
            exception.severity EXCEPTION-SEVERITY exception_severity
            exception.type EXCEPTION-TYPE exception_type
            exception.note EXCEPTION-NOTE exception_note
            annotations ANNOTATIONS annotations
            dependencies DEPENDENCIES dependencies
            contextual_info INFO state dependencies annotations nodelist priority urgency
            contextual_time TIME state t_run t_cleanup duration
            inactive_reason INACTIVE-REASON state result waitstatus exception_occurred exception_severity exception_type exception_note
            annotations.sched.t_estimate T_ESTIMATE annotations
            annotations.sched.reason_pending REASON annotations
            annotations.sched.resource_summary RESOURCES annotations
            sched SCHED annotations
            sched.t_estimate T_ESTIMATE annotations
            sched.reason_pending REASON annotations
            sched.resource_summary RESOURCES annotations
            user USER annotations
            uri URI annotations
            uri.local URI annotations
            instance.stats.total NJOBS annotations state result
            instance.utilization CORE% annotations state result
            instance.gpu_utilization GPU% annotations state result
            instance.progress PROG annotations state result
            instance.resources.all.ncores CORES annotations state result
            instance.resources.all.ngpus GPUS annotations state result
            instance.resources.all.nnodes NODES annotations state result
            instance.resources.up.ncores UP annotations state result
            instance.resources.up.ngpus UP annotations state result
            instance.resources.up.nnodes UP annotations state result
            instance.resources.down.ncores DOWN annotations state result
            instance.resources.down.ngpus DOWN annotations state result
            instance.resources.down.nnodes DOWN annotations state result
            instance.resources.allocated.ncores USED annotations state result
            instance.resources.allocated.ngpus USED annotations state result
            instance.resources.allocated.nnodes USED annotations state result
            instance.resources.free.ncores FREE annotations state result
            instance.resources.free.ngpus FREE annotations state result
            instance.resources.free.nnodes FREE annotations state result
            """;

    private record Field(String heading, List<String> attributes) {}

    private final Map<String, Field> fields = new LinkedHashMap<>();

    public JobFields() {
        for (String line : TABLE.lines().toList()) {
            List<String> words = List.of(line.split(" "));
            fields.put(words.get(0), new Field(words.get(1), words.subList(2, words.size())));
        }
    }

    /// The heading of a field. What a scheduler or a user may have noted has any name.
    public Optional<String> heading(String field) {
        Field known = fields.get(field);
        if (known != null) {
            return Optional.of(known.heading());
        }
        String upper = field.toUpperCase(Locale.ROOT);
        if (field.startsWith("annotations.")) {
            return Optional.of(upper.substring("annotations.".length()));
        }
        if (field.startsWith("sched.") || field.startsWith("user.")) {
            return Optional.of(upper);
        }
        if (field.startsWith(INSTANCE)) {
            String rest = upper.substring(INSTANCE.length());
            return Optional.of(
                    rest.startsWith("RESOURCES.") ? rest.substring("RESOURCES.".length()) : rest);
        }
        return Optional.empty();
    }

    /// True for a field that only an instance which is a job has.
    public static boolean isOfInstance(String field) {
        return field.startsWith(INSTANCE);
    }

    /// The attributes that some fields need.
    public Set<String> attributes(Collection<String> of) {
        Set<String> attributes = new LinkedHashSet<>();
        for (String field : of) {
            Field known = fields.get(field);
            if (known != null) {
                attributes.addAll(known.attributes());
            } else {
                attributes.add("annotations");
                if (field.startsWith(INSTANCE)) {
                    attributes.addAll(List.of("state", "result"));
                }
            }
        }
        return attributes;
    }
}
