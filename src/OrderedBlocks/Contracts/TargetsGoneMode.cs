namespace OrderedBlocks;

/// <summary>What a block does when its last linked target has declined for good, because it was faulted, for example.</summary>
public enum TargetsGoneMode
{
    /// <summary>It waits for somebody to be linked or to receive, and so do its senders when it is full. The default, and what
    /// Dataflow's blocks do.</summary>
    Wait,

    /// <summary>It is faulted with an <see cref="InvalidOperationException"/>, whose inner exception is what the target was faulted
    /// with, if it was by then and is linked without a predicate.</summary>
    Fault,

    /// <summary>It takes no more items, drops those it has
    /// (<see cref="OrderedBlockStatistics.DroppedWithoutTargets"/> counts them) and ends as a success.</summary>
    Complete,
}
