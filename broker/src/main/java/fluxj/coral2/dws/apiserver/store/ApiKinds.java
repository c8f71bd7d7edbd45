package fluxj.coral2.dws.apiserver.store;

import fluxj.coral2.dws.apiserver.store.ApiKind.Column;
import fluxj.coral2.dws.apiserver.store.ApiKind.Trait;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The kinds that are served and their versions (spec coral2 8.2, 8.3): objects have the same shape
/// in all versions of a group.
public final class ApiKinds {
    static final String DWS = "dataworkflowservices.github.io";
    static final String NNF = "nnf.cray.hpe.com";

    static final String EXTENSIONS = "apiextensions.k8s.io";

    /// The group of Kubernetes itself.
    public static final String CORE = "";

    static final ApiKind WORKFLOW =
            kind(
                    DWS,
                    "workflows Workflow",
                    "State=status.state Ready=status.ready Status=status.status JobID=spec.jobID"
                            + " +DesiredState=spec.desiredState"
                            + " +DesiredStateChange=status.desiredStateChange"
                            + " +ElapsedTimeLastState=status.elapsedTimeLastState +UID=spec.userID"
                            + " +GID=spec.groupID");
    static final ApiKind NAMESPACE =
            kind(CORE, "namespaces Namespace", "Status=status.phase", Trait.CLUSTER, Trait.STATUS);

    /// What kinds there are that Kubernetes itself has not.
    static final ApiKind DEFINITION =
            kind(
                    EXTENSIONS,
                    "customresourcedefinitions CustomResourceDefinition",
                    "",
                    Trait.CLUSTER,
                    Trait.FIXED);

    private static final String MOUNT_COLUMNS =
            "DesiredState=spec.desiredState Ready=status.allReady Error=status.error.severity";
    private static final String READY_COLUMNS = "Ready=status.ready Error=status.error.severity";

    private static final List<ApiKind> ALL =
            List.of(
                    NAMESPACE,
                    kind(CORE, "pods Pod", "Status=status.phase", Trait.STATUS),
                    kind(CORE, "secrets Secret", "Type=type"),
                    kind(CORE, "configmaps ConfigMap", ""),
                    kind(CORE, "events Event", "Type=type Reason=reason Message=message"),
                    WORKFLOW,
                    kind(
                            DWS,
                            "directivebreakdowns DirectiveBreakdown",
                            READY_COLUMNS,
                            Trait.STATUS),
                    kind(DWS, "servers Servers", READY_COLUMNS, Trait.STATUS),
                    kind(DWS, "computes Computes", ""),
                    kind(
                            DWS,
                            "storages Storage",
                            "State=spec.state Status=status.status Mode=spec.mode",
                            Trait.STATUS),
                    kind(DWS, "clientmounts ClientMount", MOUNT_COLUMNS, Trait.STATUS),
                    kind(
                            DWS,
                            "systemconfigurations SystemConfiguration",
                            "Ready=status.ready",
                            Trait.STATUS),
                    kind(DWS, "systemstatuses SystemStatus", ""),
                    kind(
                            DWS,
                            "persistentstorageinstances PersistentStorageInstance",
                            "Error=status.error.severity",
                            Trait.STATUS),
                    kind(
                            NNF,
                            "nnfdatamovements NnfDataMovement",
                            "State=status.state Status=status.status Error=status.error.severity",
                            Trait.STATUS),
                    kind(NNF, "nnfstorageprofiles NnfStorageProfile", "Default=data.default"),
                    kind(NNF, "nnfcontainerprofiles NnfContainerProfile", ""),
                    DEFINITION);

    private ApiKinds() {}

    /// @param columns `Title=path` each, those of `-o wide` after a `+`
    private static ApiKind kind(String group, String names, String columns, Trait... traits) {
        List<Column> list = new ArrayList<>();
        for (String column : columns.isEmpty() ? new String[0] : columns.split(" ")) {
            int equals = column.indexOf('=');
            boolean wide = column.startsWith("+");
            list.add(
                    new Column(
                            column.substring(wide ? 1 : 0, equals),
                            column.substring(equals + 1),
                            wide));
        }
        int blank = names.indexOf(' ');
        return new ApiKind(
                group,
                names.substring(0, blank),
                names.substring(blank + 1),
                List.of(traits),
                List.copyOf(list));
    }

    static List<ApiKind> all() {
        return ALL;
    }

    /// The kinds of one group.
    public static List<ApiKind> of(String group) {
        return ALL.stream().filter(kind -> kind.group().equals(group)).toList();
    }

    /// The kind of a name in paths.
    public static Optional<ApiKind> find(String group, String plural) {
        return ALL.stream()
                .filter(kind -> kind.group().equals(group) && kind.plural().equals(plural))
                .findFirst();
    }

    /// The groups but the core.
    public static List<String> groups() {
        return List.of(DWS, NNF, EXTENSIONS);
    }

    /// The versions that are served, the preferred one first.
    public static List<String> versions(String group) {
        return switch (group) {
            case DWS -> List.of("v1alpha7", "v1alpha6");
            case NNF -> List.of("v1alpha11", "v1alpha10");
            default -> List.of("v1");
        };
    }
}
