using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Meshes;

/// <summary>What the stages of a mesh are built with: random options, links, and the blocks' ends.</summary>
internal sealed class MeshBuilder(StressRun run, TaskScheduler limited)
{
    private readonly List<Task> _ends = [];
    private readonly List<Action> _checks = [];

    public Random Random => run.Random;

    /// <summary>How many blocks of ours there are.</summary>
    public int OrderedBlocks => _checks.Count;

    /// <summary>Ends when all blocks have; fails if one does, or if one's counters do not balance then.</summary>
    public async Task AllEndsAsync()
    {
        await Task.WhenAll(_ends);
        _checks.ForEach(static check => check());
    }

    /// <summary>Options that let a block get along with any neighbours.</summary>
    /// <param name="bounded">Whether the block may push back.</param>
    public OrderedBlockOptions Options(bool bounded = true) => new()
    {
        BoundedCapacity = !bounded ? DataflowBlockOptions.Unbounded : Random.Next(6) switch
        {
            0 => 1,
            1 => 2,
            2 => 20_000,
            3 => DataflowBlockOptions.Unbounded,
            _ => Random.Next(3, 200),
        },
        MaxDegreeOfParallelism = Random.Next(6) == 0 ? DataflowBlockOptions.Unbounded : Random.Next(1, 6),
        MaxMessagesPerTask = Random.Next(4) == 0 ? Random.Next(1, 20) : DataflowBlockOptions.Unbounded,
        TaskScheduler = Random.Next(4) == 0 ? limited : TaskScheduler.Default,
    };

    /// <summary>A block of ours with a random form of delegate.</summary>
    public IPropagatorBlock<T, T> Ordered<T>(Func<T, T> map, bool bounded = true)
    {
        OrderedBlockOptions options = Options(bounded);
        if (Random.Next(10) == 0)
        {
            options.WorkerThreadMode = WorkerThreadMode.Dedicated;
            options.TaskScheduler = TaskScheduler.Default;
            options.MaxDegreeOfParallelism = Random.Next(1, 4);
        }

        int yieldEvery = Random.Next(1, 200);
        int calls = 0;
        OrderedTransformBlock<T, T> block = Random.Next(4) switch
        {
            0 => new(
                async item =>
                {
                    if (Interlocked.Increment(ref calls) % yieldEvery == 0)
                    {
                        await Task.Yield();
                    }

                    return map(item);
                },
                options),
            1 => new(
                async (item, _) =>
                {
                    if (Interlocked.Increment(ref calls) % yieldEvery == 0)
                    {
                        await Task.Yield();
                    }

                    return map(item);
                },
                options),
            _ => new(map, options),
        };
        _checks.Add(() => BlockCounters.AssertAtRest(block));
        run.Show("ordered", block);
        return Note(block);
    }

    /// <summary>A block whose end is to be waited for.</summary>
    public TBlock Note<TBlock>(TBlock block)
        where TBlock : IDataflowBlock
    {
        _ends.Add(block.Completion);
        return block;
    }

    /// <summary>Links with propagation.</summary>
    public static void Link<T>(ISourceBlock<T> source, ITargetBlock<T> target, Predicate<T>? filter = null)
    {
        var options = new DataflowLinkOptions { PropagateCompletion = true };
        if (filter is null)
        {
            source.LinkTo(target, options);
        }
        else
        {
            source.LinkTo(target, options, filter);
        }
    }

    /// <summary>Several sources into one target, which ends after the last of them, or with the first that fails.</summary>
    public static void Merge<T>(ITargetBlock<T> target, params ISourceBlock<T>[] sources)
    {
        foreach (ISourceBlock<T> source in sources)
        {
            source.LinkTo(target);
            source.Completion.ContinueWith(
                end => target.Fault(end.Exception!),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
        }

        Task.WhenAll(sources.Select(static source => source.Completion)).ContinueWith(
            _ => target.Complete(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }
}
