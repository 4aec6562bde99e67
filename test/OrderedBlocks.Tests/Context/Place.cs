namespace OrderedBlocks.Tests.Context;

/// <summary>Where a block's work runs.</summary>
public enum Place
{
    /// <summary>On the pool.</summary>
    Pool,

    /// <summary>On threads of the block's own.</summary>
    Dedicated,

    /// <summary>On a task scheduler of the options.</summary>
    Scheduler,
}
