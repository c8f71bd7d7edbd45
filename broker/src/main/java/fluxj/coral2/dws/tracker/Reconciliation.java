package fluxj.coral2.dws.tracker;

import fluxj.coral2.dws.tracker.storage.RabbitCluster;
import fluxj.coral2.dws.tracker.storage.RabbitHealth;
import fluxj.coral2.dws.tracker.storage.RabbitStorage.Seen;
import fluxj.coral2.dws.tracker.storage.RabbitWorkflow;
import fluxj.format.Fsd;
import fluxj.format.Hostlist;
import fluxj.job.JobId;
import fluxj.job.JobState;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Compares what Flux and Kubernetes know of each other (spec coral2 4.2.9, 4.9, 5.2, 9-12).
public final class Reconciliation {
    private final RabbitSurvey survey;
    private final double now;
    private final Function<JobId, String> shown;
    private final List<Finding> findings = new ArrayList<>();

    private Reconciliation(RabbitSurvey survey, double now, Function<JobId, String> shown) {
        this.survey = survey;
        this.now = now;
        this.shown = shown;
    }

    /// What is found.
    ///
    /// @param now in seconds since the epoch
    /// @param shown ids as commands are to have them
    public static List<Finding> of(RabbitSurvey survey, double now, Function<JobId, String> shown) {
        Reconciliation one = new Reconciliation(survey, now, shown);
        one.service();
        one.survey.jobs().forEach(one::job);
        one.survey.ended().forEach(one::surplus);
        one.survey.cluster().ifPresent(one::cluster);
        return one.findings;
    }

    private void find(Finding.Kind kind, String subject, String text, List<String> commands) {
        findings.add(new Finding(kind, subject, text, commands));
    }

    private String since(double moment) {
        return Fsd.format((double) Math.max(0, Math.round(now - moment)));
    }

    private void service() {
        RabbitSurvey.Serving service = survey.service();
        if (service.known() && !service.present()) {
            find(
                    Finding.Kind.MISSING_SERVICE,
                    "dws",
                    "Nobody drives workflows: no service dws is registered.",
                    List.of("fluxj dws"));
        }
        if (!service.known() && service.present()) {
            find(
                    Finding.Kind.SILENT_SERVICE,
                    "dws",
                    "Nobody drives workflows: the service dws does not answer.",
                    List.of());
        }
    }

    // --- jobs

    private void job(RabbitJobPicture picture) {
        surplus(picture.id(), picture.job());
        if (picture.storage() instanceof Seen seen
                && seen.workflow().isEmpty()
                && now - picture.job().state().since() > Straying.GRACE) {
            missing(picture);
        }
        Straying.of(picture, now).ifPresent(straying -> strayed(straying, picture.id()));
    }

    private void strayed(Straying straying, JobId job) {
        String id = shown.apply(job);
        find(
                Finding.Kind.STRAYED_WORKFLOW,
                straying.workflow().name(),
                straying.sentence(id),
                straying.commands(id));
    }

    private void missing(RabbitJobPicture picture) {
        String id = shown.apply(picture.id());
        String name = picture.workflowName();
        switch (picture.job().phase()) {
            case CREATING ->
                    find(
                            Finding.Kind.MISSING_WORKFLOW,
                            id,
                            "It waits in DEPEND, and nobody has made " + name + ".",
                            List.of(WayOut.CANCEL.command(id)));
            case SETUP, RUNNING ->
                    find(
                            Finding.Kind.MISSING_WORKFLOW,
                            id,
                            "It is in RUN, and " + name + " is gone, its file systems with it.",
                            List.of(WayOut.CANCEL.command(id)));
            case EPILOG ->
                    find(
                            Finding.Kind.MISSING_WORKFLOW,
                            id,
                            "Its epilog waits for " + name + ", which is gone.",
                            List.of(endOfEpilog(picture).command(id)));
            case PENDING, CLEANUP, INACTIVE -> {}
        }
    }

    /// A service that does not find the workflow ends the epilog, the first time.
    private static WayOut endOfEpilog(RabbitJobPicture picture) {
        return picture.service() == RabbitService.ABSENT || picture.job().tornDownBy().isPresent()
                ? WayOut.FINISH
                : WayOut.CANCEL;
    }

    private void surplus(JobId id, JobHistory job) {
        String word = shown.apply(id);
        for (JobHistory.Surplus each : job.surplus()) {
            String event = (each.event() + " " + each.name()).strip();
            String open = String.join(", ", each.instead());
            find(
                    Finding.Kind.SURPLUS_FINISH,
                    word,
                    event
                            + " "
                            + since(each.at())
                            + " ago ended nothing."
                            + (each.instead().isEmpty()
                                    ? ""
                                    : " Where actions are only counted, it has released "
                                            + open
                                            + "."),
                    each.instead().isEmpty()
                            ? List.of()
                            : List.of(
                                    "fluxj job info " + word + " R", "fluxj resource drain HOSTS"));
        }
    }

    // --- Kubernetes

    private void cluster(RabbitCluster cluster) {
        Set<JobId> active = new TreeSet<>();
        survey.jobs().forEach(each -> active.add(each.id()));
        for (RabbitWorkflow each : cluster.workflows().values()) {
            each.job()
                    .map(JobId::new)
                    .ifPresentOrElse(
                            id -> {
                                if (!active.contains(id)) {
                                    orphan(each, id, cluster.of(each.name(), Hostlist.EMPTY));
                                }
                            },
                            () -> foreign(each));
        }
        Set<String> used = new TreeSet<>();
        cluster.allocations()
                .values()
                .forEach(list -> list.forEach(each -> used.add(each.rabbit())));
        for (RabbitHealth rabbit : cluster.rabbits()) {
            if (rabbit.isDisabled()
                    && rabbit.reason().isPresent()
                    && !used.contains(rabbit.name())) {
                find(
                        Finding.Kind.DISABLED_RABBIT,
                        rabbit.name(),
                        "Flux has disabled it"
                                + rabbit.date().map(date -> " on " + date).orElse("")
                                + ", and nothing is allocated on it: "
                                + rabbit.reason().get()
                                + ".",
                        List.of(Mending.enable(rabbit.name())));
            }
        }
    }

    private void foreign(RabbitWorkflow workflow) {
        find(
                Finding.Kind.FOREIGN_WORKFLOW,
                workflow.name(),
                "It is "
                        + Orphan.where(workflow)
                        + ", and its name is no job's: Flux leaves it alone. Whoever has made it"
                        + " ends it.",
                List.of());
    }

    private void orphan(RabbitWorkflow workflow, JobId id, Seen seen) {
        Optional<RabbitSurvey.Other> job = Optional.ofNullable(survey.others().get(id));
        if (job.isPresent() && isOnItsWay(job.get())) {
            return;
        }
        String whose =
                job.isEmpty()
                        ? "Flux knows no job " + shown.apply(id)
                        : "its job "
                                + shown.apply(id)
                                + " is over"
                                + job.get().inactive().map(at -> " for " + since(at)).orElse("");
        Orphan orphan = new Orphan(workflow, seen, survey.service().of(id));
        find(
                Finding.Kind.ORPHANED_WORKFLOW,
                workflow.name(),
                orphan.sentence(whose),
                orphan.commands());
    }

    private boolean isOnItsWay(RabbitSurvey.Other job) {
        return job.state() != JobState.INACTIVE
                || job.inactive().map(at -> now - at <= Straying.GRACE).orElse(false);
    }
}
