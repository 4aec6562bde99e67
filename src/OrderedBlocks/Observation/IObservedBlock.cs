namespace OrderedBlocks.Observation;

/// <summary>
/// What a block shows to those who watch it. Any thread may ask, at any time, and under no lock of the block's own; each figure
/// is of its own moment.
/// </summary>
internal interface IObservedBlock
{
    /// <summary>The name by which it is told from others; always the same.</summary>
    string Name { get; }

    /// <summary>What the name is made by.</summary>
    string NameFormat { get; }

    /// <summary>Items that it holds at the most; null for no limit.</summary>
    long? CapacityLimit { get; }

    /// <summary>Workers at the most at present, none while the block is paused; null for no limit.</summary>
    int? WorkerLimit { get; }

    long AdmittedCount { get; }

    long ReleasedCount { get; }

    long QueuedCount { get; }

    long RunningCount { get; }

    long WaitingCount { get; }

    /// <summary>Items of which nothing comes out, by reason.</summary>
    LossCounts Losses { get; }

    /// <summary>Failures of skipped items that nobody has got.</summary>
    long LostFailures { get; }

    /// <summary>Messages that wait for room.</summary>
    int PostponedCount { get; }

    /// <summary>Workers that are not resting, senders that lend a hand included.</summary>
    int ActiveWorkers { get; }

    /// <summary>How often a worker was woken.</summary>
    long WakeUpCount { get; }

    /// <summary>How many positions were ever taken.</summary>
    long TakenCount { get; }

    /// <summary>How many positions the head has passed. What lies between the two is in the block.</summary>
    long HeadOffset { get; }
}
