namespace OrderedBlocks.Scheduling;

/// <summary>What a <see cref="DeferredWorkTimer"/> looks after.</summary>
internal interface IDeferredWork
{
    /// <summary>
    /// Does what was put off before the timer was set. On a thread of the pool or of the block, and not where it may hold up the user's task
    /// scheduler.
    /// </summary>
    void OnTick();
}
