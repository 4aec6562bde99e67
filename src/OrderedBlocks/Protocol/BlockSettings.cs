using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Core;

namespace OrderedBlocks.Protocol;

/// <summary>A block's options as they were when it was constructed, checked and with their defaults filled in.</summary>
internal sealed class BlockSettings
{
    /// <summary>Copies the options.</summary>
    /// <param name="options">The user's options; they stay his to change.</param>
    /// <param name="paramName">The name of the constructor's parameter, for the exception.</param>
    /// <exception cref="ArgumentException"><c>EnsureOrdered</c> is <see langword="false"/>.</exception>
    public BlockSettings(ExecutionDataflowBlockOptions options, string paramName)
    {
        if (!options.EnsureOrdered)
        {
            throw new ArgumentException(
                $"{nameof(options.EnsureOrdered)} must be true, its default: an ordered block always keeps the order. "
                + "Use TransformBlock for output in any order.",
                paramName);
        }

        Capacity = options.BoundedCapacity == DataflowBlockOptions.Unbounded
            ? OrderedRing<int, int>.Unbounded
            : options.BoundedCapacity;
        MostWorkers = Limit(options.MaxDegreeOfParallelism);
        MostPerTask = Limit(options.MaxMessagesPerTask);
        TaskScheduler = options.TaskScheduler;
        CancellationToken = options.CancellationToken;
        NameFormat = options.NameFormat;
    }

    /// <summary>Items held at the most; <see cref="OrderedRing{TInput, TOutput}.Unbounded"/> for no limit.</summary>
    public long Capacity { get; }

    /// <summary>Delegates that run, or whose tasks are pending, at the same time, at the most.</summary>
    public int MostWorkers { get; }

    /// <summary>Items that a worker takes before it goes back to the scheduler.</summary>
    public int MostPerTask { get; }

    public TaskScheduler TaskScheduler { get; }

    public CancellationToken CancellationToken { get; }

    /// <summary>{0} is the block's type, {1} the id of its completion task.</summary>
    public string NameFormat { get; }

    private static int Limit(int option) => option == DataflowBlockOptions.Unbounded ? int.MaxValue : option;
}
