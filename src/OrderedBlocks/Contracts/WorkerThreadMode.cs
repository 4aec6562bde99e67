namespace OrderedBlocks;

/// <summary>On which threads a block runs its delegate and hands its outputs on.</summary>
public enum WorkerThreadMode
{
    /// <summary>
    /// On the thread pool or, if the options name another, on their task scheduler. The default. An idle block costs no thread.
    /// </summary>
    Pool,

    /// <summary>
    /// On background threads of the block's own, up to <c>MaxDegreeOfParallelism</c> of them and one more that hands outputs on,
    /// wakes senders and ends the block while the delegate holds up the others. What an asynchronous delegate awaits goes on on them. The block then
    /// makes progress even if every thread of the pool is blocked. See <see cref="OrderedBlockOptions.WorkerThreadMode"/>.
    /// </summary>
    Dedicated,
}
