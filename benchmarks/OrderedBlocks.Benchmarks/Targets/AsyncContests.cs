using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Contests;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Targets;

/// <summary>Asynchronous delegates: some that wait for a timer, and some that are done at once.</summary>
internal static class AsyncContests
{
    public const int DelayedParallelism = 64;

    // a task for each number that comes; the numbers repeat, so that no task has to be made
    private const int CachedTasks = 1024;

    private static readonly Task<long>[] s_done =
        [.. Enumerable.Range(0, CachedTasks).Select(static number => Task.FromResult((long)number))];

    private static readonly ExecutionDataflowBlockOptions s_delayed =
        new() { BoundedCapacity = Mesh.Capacity, MaxDegreeOfParallelism = DelayedParallelism };

    /// <summary>Each item waits a millisecond; 64 at the same time.</summary>
    public static IReadOnlyList<Contestant> Delayed(int items) =>
    [
        new("TransformBlock", items, () => Traffic.OneProducerAsync(
            "TransformBlock, delayed", new TransformBlock<long, long>(DelayAsync, s_delayed), items)),
        new("OrderedTransformBlock", items, () => Traffic.OneProducerAsync(
            "OrderedTransformBlock, delayed", new OrderedTransformBlock<long, long>(DelayAsync, s_delayed), items)),
    ];

    /// <summary>The delegate's task is done when it returns.</summary>
    public static IReadOnlyList<Contestant> Done(int items) =>
    [
        new("TransformBlock, Task", items, () => RepeatingAsync(new TransformBlock<long, long>(Cached, Mesh.Options), items)),
        new("OrderedTransformBlock, Task", items, () => RepeatingAsync(
            new OrderedTransformBlock<long, long>(Cached, Mesh.Options), items)),
        new("OrderedTransformBlock, ValueTask", items, () => RepeatingAsync(
            new OrderedTransformBlock<long, long>(CachedValue, Mesh.Options), items)),
    ];

    private static Task<long> Cached(long item) => s_done[item % CachedTasks];

    private static ValueTask<long> CachedValue(long item, CancellationToken token) => new(item % CachedTasks);

    private static async Task<long> DelayAsync(long item)
    {
        await Task.Delay(1);
        return item;
    }

    private static async Task RepeatingAsync(IPropagatorBlock<long, long> block, int items)
    {
        var sink = new OrderedSink();
        long taken = 0;
        var target = new SinkTarget<long>(result => sink.Take(result == taken % CachedTasks ? taken++ : -1));
        block.LinkTo(target, new DataflowLinkOptions { PropagateCompletion = true });
        await Mesh.SendAllAsync(block, items);
        await target.Completion;
        sink.Verify(block.ToString()!, items);
    }
}
