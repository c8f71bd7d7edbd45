package fluxj.coral2.dws.kubernetes;

/// A kind of objects, without the version of its API (spec coral2 4.4, 8): which one is spoken is
/// found once, for a group as a whole.
///
/// @param group the API group, empty for the core
/// @param plural its name in paths, such as `workflows`
/// @param name its name in objects, such as `Workflow`
/// @param namespaced false for kinds whose objects belong to the whole cluster
public record Kind(String group, String plural, String name, boolean namespaced) {
    /// The group of Data Workflow Services.
    public static final String DWS = "dataworkflowservices.github.io";

    /// The group of near node flash, which moves the data.
    public static final String NNF = "nnf.cray.hpe.com";

    public static final Kind WORKFLOW = dws("workflows", "Workflow");
    public static final Kind DIRECTIVE_BREAKDOWN = dws("directivebreakdowns", "DirectiveBreakdown");
    public static final Kind SERVERS = dws("servers", "Servers");
    public static final Kind COMPUTES = dws("computes", "Computes");
    public static final Kind STORAGE = dws("storages", "Storage");
    public static final Kind CLIENT_MOUNT = dws("clientmounts", "ClientMount");
    public static final Kind SYSTEM_CONFIGURATION =
            dws("systemconfigurations", "SystemConfiguration");
    public static final Kind SYSTEM_STATUS = dws("systemstatuses", "SystemStatus");
    public static final Kind PERSISTENT_STORAGE =
            dws("persistentstorageinstances", "PersistentStorageInstance");
    public static final Kind DATA_MOVEMENT =
            new Kind(NNF, "nnfdatamovements", "NnfDataMovement", true);
    public static final Kind POD = new Kind("", "pods", "Pod", true);
    public static final Kind SECRET = new Kind("", "secrets", "Secret", true);

    private static Kind dws(String plural, String name) {
        return new Kind(DWS, plural, name, true);
    }
}
