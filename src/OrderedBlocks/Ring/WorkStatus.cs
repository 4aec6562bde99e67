namespace OrderedBlocks.Ring;

/// <summary>What a worker sees at the claim cursor.</summary>
internal enum WorkStatus
{
    /// <summary>Nothing that this worker would have to stay for: who brings the next item looks for a worker after it.</summary>
    None,

    /// <summary>A position is taken and its state is on its way: a producer is between two instructions.</summary>
    Imminent,

    /// <summary>There is something to claim.</summary>
    Ready,
}
