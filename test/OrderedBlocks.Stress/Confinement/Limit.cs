namespace OrderedBlocks.Stress.Confinement;

/// <summary>What the operating system withholds from a scenario's process.</summary>
internal enum Limit
{
    /// <summary>Nothing: the process is its own only so that what it does to itself stays in it.</summary>
    None,

    /// <summary>One processor, by affinity and by what the runtime is told.</summary>
    OneProcessor,

    /// <summary>A quarter of the time: the process is stopped and let go by signals, all its threads at once.</summary>
    Quota,
}
