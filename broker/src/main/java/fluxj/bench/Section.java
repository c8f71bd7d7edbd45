package fluxj.bench;

/// A part of the measurements that can be run alone; its name on the command line is in lower case.
public enum Section {
    /// Start of an instance without modules until its program has run and it has stopped.
    START,

    /// Round trips to a broker, and what a leaf weighs.
    PING,

    /// Commits and lookups at rank 0.
    KVS,

    /// Watchers of one key.
    WATCH,

    /// Blobs in and out.
    CONTENT,

    /// Start on a state directory that has keys in it.
    RESTART,

    /// Jobs from submission to inactive, and what is left of them.
    JOBS,

    /// Start on a state directory that has jobs in it.
    JOBRESTART,

    /// An instance that is a job, from its command line to its prompt.
    NESTED,

    /// What the job shell costs, and the output of tasks.
    SHELL,

    /// Keys that the ranks of a program tell each other.
    PMI,

    /// Jobs with storage on rabbits that are simulated; of this side alone.
    RABBITS
}
