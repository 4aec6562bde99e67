using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>Delegates that really are asynchronous, in all forms.</summary>
internal static class AsynchronousRegimes
{
    private const int Capacity = 64;
    private const int Parallelism = 4;
    private const int Blocks = 64;
    private const int Keys = 1000;
    private const string Received = "TransformBlock, SendAsync, ReceiveAsync";

    private static readonly RegimeGroup s_group = new("asynchronous", Limits.Asynchronous);

    private static readonly (int Parallelism, int Capacity)[] s_sizes =
        [(1, 1), (1, 64), (1, -1), (4, 4), (4, 16), (4, 64), (4, 1024), (4, -1), (64, 64), (64, 1024), (64, -1)];

    private static readonly AsyncLocal<string> s_ambient = new();

    private static ExecutionDataflowBlockOptions Options => Flow.Options(Capacity, Parallelism);

    public static IEnumerable<Regime> All() =>
    [
        .. s_sizes.Select(static size => Sized("Task.Yield", ItemDelegates.YieldAsync, size.Parallelism, size.Capacity)),
        Sized("Task.Run", ItemDelegates.RunAsync, 1, Capacity),
        Sized("Task.Run", ItemDelegates.RunAsync, Parallelism, Capacity),
        Sized("Task.Run", ItemDelegates.RunAsync, Parallelism, 1024),
        Sized("Task.Run", ItemDelegates.RunAsync, 64, 1024),
        s_group.Sides("ValueTask and token, parallelism 4, capacity 64", RegimeGroup.TransformBlock, ValueAsync, PlainAsync),
        s_group.Both("OrderedActionBlock, produce and consume", StageAsync, "TransformBlock, ActionBlock"),
        s_group.Sides("SelectOrdered", Received, SelectAsync, ReceiveAsync),
        s_group.Sides("SelectOrdered", "TransformBlock, SendAsync, ReceiveAllAsync", SelectAsync, ReceiveAllAsync) with
        {
            Name = "SelectOrdered, against ReceiveAllAsync",
        },
        s_group.Sides("AsChannel", Received, ChannelAsync, ReceiveAsync),
        s_group.Sides("TransformOrdered, channel to channel", Received, ChannelsAsync, ReceiveAsync),
        s_group.Sides("keys, a thousand", RegimeGroup.TransformBlock, KeysAsync, PlainAsync),
        s_group.Sides("StrictStartOrder", RegimeGroup.TransformBlock, StrictAsync, PlainAsync),
        s_group.Sides("captured context", RegimeGroup.TransformBlock, ContextAsync, PlainAsync),
        s_group.Both("one-to-many, async enumerables of two", ManyAsync, "TransformManyBlock"),
        s_group.Both("64 blocks, one item at a time", OneAtATimeAsync) with { LeastItems = Blocks },
    ];

    private static Regime Sized(string what, Func<long, Task<long>> transform, int parallelism, int capacity) =>
        s_group.Through(
            $"{what}, parallelism {parallelism}, {(capacity < 0 ? "unbounded" : $"capacity {capacity}")}",
            vendor => vendor.TransformAsync(transform, Flow.Options(capacity, parallelism)));

    private static Task PlainAsync(int items, Probe probe) =>
        Flow.ThroughAsync(new TransformBlock<long, long>(ItemDelegates.YieldAsync, Options), items);

    private static Task ValueAsync(int items, Probe probe) =>
        Flow.ThroughAsync(new OrderedTransformBlock<long, long>(ItemDelegates.YieldValueAsync, Options), items);

    private static Task StageAsync(IVendor vendor, int items, Probe probe)
    {
        var sink = new OrderedSink();
        return Flow.ThroughAsync(
            vendor.StageAsync(
                ItemDelegates.YieldAsync,
                async result =>
                {
                    await Task.Yield();
                    sink.Take(result);
                },
                Options),
            sink,
            items);
    }

    private static Task SelectAsync(int items, Probe probe) =>
        Flow.TakeAsync(ItemDelegates.CountAsync(items).SelectOrdered(ItemDelegates.YieldAsync, Options), items);

    private static Task ReceiveAsync(int items, Probe probe) =>
        Flow.ReceivingAsync(new TransformBlock<long, long>(ItemDelegates.YieldAsync, Options), items);

    private static async Task ReceiveAllAsync(int items, Probe probe)
    {
        var block = new TransformBlock<long, long>(ItemDelegates.YieldAsync, Options);
        Task sender = Task.Run(() => Flow.SendAllAsync(block, items));
        await Flow.TakeAsync(block.ReceiveAllAsync(), items);
        await sender;
    }

    private static async Task ChannelAsync(int items, Probe probe)
    {
        Channel<long, long> channel = new OrderedTransformBlock<long, long>(ItemDelegates.YieldAsync, Options).AsChannel();
        Task writer = Task.Run(() => WriteAllAsync(channel.Writer, items));
        await Flow.TakeAsync(channel.Reader.ReadAllAsync(), items);
        await writer;
    }

    private static async Task ChannelsAsync(int items, Probe probe)
    {
        var channel = Channel.CreateBounded<long>(Capacity);
        Task writer = Task.Run(() => WriteAllAsync(channel.Writer, items));
        await Flow.TakeAsync(channel.Reader.TransformOrdered(ItemDelegates.YieldAsync, Options).ReadAllAsync(), items);
        await writer;
    }

    private static async Task WriteAllAsync(ChannelWriter<long> writer, int items)
    {
        for (long item = 0; item < items; item++)
        {
            await writer.WriteAsync(item);
        }

        writer.Complete();
    }

    private static Task KeysAsync(int items, Probe probe) => Flow.ThroughAsync(
        new OrderedTransformBlock<long, long>(
            ItemDelegates.YieldAsync,
            new OrderedBlockOptions<long, long>
            {
                KeySelector = static item => item % Keys,
                BoundedCapacity = Capacity,
                MaxDegreeOfParallelism = Parallelism,
            }),
        items);

    private static Task StrictAsync(int items, Probe probe) => Flow.ThroughAsync(
        new OrderedTransformBlock<long, long>(
            ItemDelegates.YieldAsync,
            new OrderedBlockOptions
            {
                StrictStartOrder = true,
                BoundedCapacity = Capacity,
                MaxDegreeOfParallelism = Parallelism,
            }),
        items);

    private static Task ContextAsync(int items, Probe probe)
    {
        s_ambient.Value = "sender";
        return Flow.ThroughAsync(
            new OrderedTransformBlock<long, long>(
                static async item =>
                {
                    await Task.Yield();
                    return s_ambient.Value == "sender" ? item : -1;
                },
                new OrderedBlockOptions
                {
                    CaptureExecutionContext = true,
                    BoundedCapacity = Capacity,
                    MaxDegreeOfParallelism = Parallelism,
                }),
            items);
    }

    private static Task ManyAsync(IVendor vendor, int items, Probe probe)
    {
        IPropagatorBlock<long, long> block = vendor.ManyAsync<long, long>(ItemDelegates.TwiceAsync, Options);
        return Flow.ThroughAsync(block, block, items, items * 2);
    }

    private static Task OneAtATimeAsync(IVendor vendor, int items, Probe probe) =>
        Task.WhenAll(Enumerable.Range(0, Blocks).Select(_ => Task.Run(async () =>
        {
            IPropagatorBlock<long, long> block = vendor.TransformAsync<long, long>(ItemDelegates.YieldAsync, Options);
            var sink = new OrderedSink();
            int each = items / Blocks;
            for (long item = 0; item < each; item++)
            {
                block.Post(item);
                sink.Take(await block.ReceiveAsync());
            }

            block.Complete();
            await block.Completion;
            sink.Verify("results", each);
        })));
}
