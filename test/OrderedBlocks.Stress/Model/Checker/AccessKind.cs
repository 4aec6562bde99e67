namespace ModelChecking;

/// <summary>What a step does to its cell.</summary>
public enum AccessKind
{
    /// <summary>Acquire.</summary>
    Read,

    /// <summary>Release; stays in the store buffer until it is flushed.</summary>
    Write,

    /// <summary>Interlocked: drains the thread's store buffer.</summary>
    Exchange,

    /// <summary>A full fence: drains the thread's store buffer.</summary>
    Fence,

    /// <summary>A full fence of all threads: drains all store buffers.</summary>
    FenceOfAll,

    /// <summary>The thread waits for another one.</summary>
    Wait,
}
