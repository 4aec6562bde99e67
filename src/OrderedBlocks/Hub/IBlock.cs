using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Completion;
using OrderedBlocks.Input;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Hub;

/// <summary>A block's hub as the public blocks, channels and streams know it, whatever the type in its ring. Any thread.</summary>
internal interface IBlock<TInput>
{
    /// <summary>The block's name by its format, or what is wrong with the format, as Dataflow has it.</summary>
    string Name { get; }

    LifeCycle LifeCycle { get; }

    /// <summary>Where the block's work runs.</summary>
    IWorkScheduler Scheduler { get; }

    InputSide<TInput> Input { get; }

    /// <summary>
    /// The input side for sources that bring several items at once; null if the delegate may run where they are brought, or if
    /// each item is to be offered in a context of its own.
    /// </summary>
    IRangeTarget<TInput>? RangeTarget { get; }

    /// <summary>Whether the block accepts no more.</summary>
    bool IsClosed { get; }

    /// <summary>Items accepted and not started.</summary>
    long QueuedCount { get; }

    /// <summary>Workers that are not resting.</summary>
    int ActiveWorkers { get; }

    /// <summary>The items that failed and that the block goes on without.</summary>
    IReceivableSourceBlock<ItemFailure<TInput>> Failures { get; }

    /// <summary>
    /// How many delegates may run, or be pending, at the same time, from 0, by which the block is paused, to the options' limit; -1
    /// for no limit.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of this range.</exception>
    int DegreeOfParallelism { get; set; }

    /// <summary>What has become of the items.</summary>
    OrderedBlockStatistics GetStatistics();

    /// <summary>Takes no more items. With an error, the block faults with it when all that it has taken has been handed on.</summary>
    /// <returns>Whether nobody else has ended the block before.</returns>
    bool TryComplete(Exception? error);

    /// <summary>Ends the block with an exception, unless it is faulted, canceled or ended.</summary>
    void Fault(Exception exception);

    /// <summary>Takes no more, ends a pause, and waits for the block's end. At the deadline the block is canceled.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The deadline is negative.</exception>
    Task<DrainResult> DrainAsync(TimeSpan timeout, CancellationToken cancellationToken);
}
