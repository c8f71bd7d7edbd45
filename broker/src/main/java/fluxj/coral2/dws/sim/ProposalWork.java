package fluxj.coral2.dws.sim;

import fluxj.coral2.dws.kubernetes.Kind;
import fluxj.coral2.dws.kubernetes.ObjectName;
import fluxj.json.JsonArray;
import fluxj.json.JsonObject;
import fluxj.json.JsonValue;
import fluxj.reactor.Promise;
import fluxj.rpc.Empty;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// What the directives of a workflow ask for, in Proposal: their breakdowns, and the objects that
/// the scheduler fills in.
final class ProposalWork {
    private final SimContext context;
    private final WorkflowChildren children;

    ProposalWork(SimContext context, WorkflowChildren children) {
        this.context = context;
        this.children = children;
    }

    /// Breaks the directives down.
    Promise<StateProgress> propose(SimWorkflow workflow) {
        for (SimDirective each : workflow.directives()) {
            Optional<String> wrong = each.stagingComplaint(workflow.directives());
            if (wrong.isPresent()) {
                return Promise.of(StateProgress.failed(each, "User error: " + wrong.get()));
            }
        }
        List<SimDirective> directives =
                workflow.directives().stream().filter(SimDirective::hasBreakdown).toList();
        List<StateProgress> failures = new ArrayList<>();
        return children.ensure(Kind.COMPUTES, ChildObjects.computes(workflow))
                .flatMap(
                        _ ->
                                BoundedWork.run(
                                        directives,
                                        each -> breakDown(workflow, each).map(failures::add)))
                .flatMap(_ -> makeToken(workflow))
                .map(
                        token ->
                                StateProgress.worst(failures) instanceof StateProgress.Failed failed
                                        ? failed
                                        : new StateProgress.Done(
                                                proposed(workflow, directives, token)));
    }

    private static JsonObject proposed(
            SimWorkflow workflow, List<SimDirective> directives, boolean token) {
        List<JsonValue> breakdowns = new ArrayList<>();
        for (SimDirective each : directives) {
            String name = ChildObjects.indexed(workflow, each);
            breakdowns.add(
                    ChildObjects.reference("DirectiveBreakdown", workflow.namespace(), name));
        }
        JsonObject.Builder status =
                JsonObject.builder()
                        .put(
                                "computes",
                                ChildObjects.reference(
                                        "Computes", workflow.namespace(), workflow.name()));
        if (!breakdowns.isEmpty()) {
            status.put("directiveBreakdowns", new JsonArray(breakdowns));
        }
        if (token) {
            status.put(
                    "workflowToken",
                    JsonObject.builder()
                            .put("secretName", workflow.name())
                            .put("secretNamespace", workflow.namespace())
                            .build());
        }
        return status.build();
    }

    private Promise<Boolean> makeToken(SimWorkflow workflow) {
        if (workflow.directives().stream().allMatch(each -> each.argument("requires").isEmpty())) {
            return Promise.of(false);
        }
        byte[] token =
                Long.toHexString(context.random().nextLong()).getBytes(StandardCharsets.UTF_8);
        String text = Base64.getEncoder().encodeToString(token);
        return children.ensure(Kind.SECRET, ChildObjects.token(workflow, text)).map(_ -> true);
    }

    private Promise<StateProgress> breakDown(SimWorkflow workflow, SimDirective directive) {
        if (directive.is("persistentdw")) {
            ObjectName storage = new ObjectName(workflow.namespace(), directive.argument("name"));
            return children.find(Kind.PERSISTENT_STORAGE, storage)
                    .flatMap(
                            found ->
                                    found.isPresent()
                                            ? makeBreakdown(workflow, directive)
                                            : Promise.of(
                                                    StateProgress.failed(
                                                            directive,
                                                            "User error: could not find persistent"
                                                                    + " storage instance '"
                                                                    + storage.name()
                                                                    + "'")));
        }
        if (directive.capacity() == 0) {
            return Promise.of(
                    StateProgress.failed(
                            directive, "Internal error: 'capacity' must be a non-zero value"));
        }
        JsonObject servers = ChildObjects.servers(workflow, directive);
        return makePersistent(workflow, directive)
                .flatMap(_ -> children.ensure(Kind.SERVERS, servers))
                .flatMap(
                        there ->
                                WorkflowChildren.status(there).get("ready").isPresent()
                                        ? Promise.of(there)
                                        : children.setStatus(
                                                Kind.SERVERS,
                                                WorkflowChildren.nameOf(servers),
                                                JsonObject.builder().put("ready", false).build()))
                .flatMap(_ -> makeBreakdown(workflow, directive));
    }

    private Promise<Empty> makePersistent(SimWorkflow workflow, SimDirective directive) {
        if (!directive.is("create_persistent")) {
            return Promise.of(Empty.EMPTY);
        }
        JsonObject storage = ChildObjects.persistent(workflow, directive);
        return children.ensure(Kind.PERSISTENT_STORAGE, storage)
                .flatMap(
                        there ->
                                WorkflowChildren.status(there).get("state").isPresent()
                                        ? Promise.of(there)
                                        : children.setStatus(
                                                Kind.PERSISTENT_STORAGE,
                                                WorkflowChildren.nameOf(storage),
                                                ChildObjects.persistentStatus(
                                                        workflow, directive, "Creating")))
                .map(_ -> Empty.EMPTY);
    }

    private Promise<StateProgress> makeBreakdown(SimWorkflow workflow, SimDirective directive) {
        JsonObject breakdown = ChildObjects.breakdown(workflow, directive);
        return children.ensure(Kind.DIRECTIVE_BREAKDOWN, breakdown)
                .flatMap(
                        _ ->
                                children.setStatus(
                                        Kind.DIRECTIVE_BREAKDOWN,
                                        WorkflowChildren.nameOf(breakdown),
                                        ChildObjects.breakdownStatus(workflow, directive)))
                .map(_ -> StateProgress.DONE);
    }
}
