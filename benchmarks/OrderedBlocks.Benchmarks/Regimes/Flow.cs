using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>The parts that the regimes' meshes are made of.</summary>
internal static class Flow
{
    private const string What = "results";

    public static DataflowLinkOptions Propagate { get; } = new() { PropagateCompletion = true };

    public static ExecutionDataflowBlockOptions Options(int capacity, int parallelism) =>
        new() { BoundedCapacity = capacity, MaxDegreeOfParallelism = parallelism };

    /// <summary>From one sender through a mesh into a target that takes everything on the spot.</summary>
    public static async Task ThroughAsync(ITargetBlock<long> head, ISourceBlock<long> tail, int items, int results)
    {
        var sink = new OrderedSink();
        Task end = Drain(tail, sink);
        await Mesh.SendAllAsync(head, items);
        await end;
        sink.Verify(What, results);
    }

    public static Task ThroughAsync(IPropagatorBlock<long, long> block, int items) => ThroughAsync(block, block, items, items);

    /// <summary>Through a stage whose consuming delegate hands the results to a sink.</summary>
    public static async Task ThroughAsync((ITargetBlock<long> Head, Task End) stage, OrderedSink sink, int items)
    {
        await Mesh.SendAllAsync(stage.Head, items);
        await stage.End;
        sink.Verify(What, items);
    }

    /// <summary>One sender, and a receiver that takes results one by one.</summary>
    public static async Task ReceivingAsync(IPropagatorBlock<long, long> block, int items)
    {
        var sink = new OrderedSink();
        Task sender = Task.Run(() => SendAllAsync(block, items));
        for (int item = 0; item < items; item++)
        {
            sink.Take(await block.ReceiveAsync());
        }

        await sender;
        await block.Completion;
        sink.Verify(What, items);
    }

    /// <summary>One sender, and a receiver that waits for results and takes all that are there.</summary>
    public static async Task ReceivingAllAsync(IReceivableSourceBlock<long> source, ITargetBlock<long> target, int items)
    {
        var sink = new OrderedSink();
        Task sender = Task.Run(() => SendAllAsync(target, items));
        while (await source.OutputAvailableAsync())
        {
            while (source.TryReceive(out long result))
            {
                sink.Take(result);
            }
        }

        await sender;
        sink.Verify(What, items);
    }

    /// <summary>Takes what a stream gives.</summary>
    public static async Task TakeAsync(IAsyncEnumerable<long> results, int items)
    {
        var sink = new OrderedSink();
        await foreach (long result in results)
        {
            sink.Take(result);
        }

        sink.Verify(What, items);
    }

    /// <summary>Sends with <c>SendAsync</c> alone, and ends.</summary>
    public static async Task SendAllAsync(ITargetBlock<long> target, int items)
    {
        for (long item = 0; item < items; item++)
        {
            await target.SendAsync(item);
        }

        target.Complete();
    }

    /// <summary>A target that takes everything on the spot; the task is its end.</summary>
    public static Task Drain(ISourceBlock<long> source, OrderedSink sink)
    {
        var target = new SinkTarget<long>(sink.Take);
        source.LinkTo(target, Propagate);
        return target.Completion;
    }

    /// <summary>Blocks in a row.</summary>
    public static (ITargetBlock<long> Head, ISourceBlock<long> Tail) Chain(int length, Func<IPropagatorBlock<long, long>> create)
    {
        IPropagatorBlock<long, long> head = create();
        IPropagatorBlock<long, long> tail = head;
        for (int index = 1; index < length; index++)
        {
            IPropagatorBlock<long, long> next = create();
            tail.LinkTo(next, Propagate);
            tail = next;
        }

        return (head, tail);
    }
}
