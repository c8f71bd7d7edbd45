package fluxj.platform;

/// The memory that this process holds.
public interface ProcessMemory {
    /// Bytes of it that are in RAM.
    long resident();

    /// Bytes that the heap's objects take, dead ones included; it falls when they are collected.
    long heapUsed();

    /// Collects the heap's garbage and hands free memory back to the system. Nothing else happens
    /// meanwhile: some milliseconds for each ten MiB that live.
    void giveBack();
}
