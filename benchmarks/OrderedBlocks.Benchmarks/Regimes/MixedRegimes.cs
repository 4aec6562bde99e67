using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>Synchronous delegates with something asynchronous behind them.</summary>
internal static class MixedRegimes
{
    private static readonly RegimeGroup s_group = new("synchronous, mixed", Limits.Flow);

    private static readonly (int Parallelism, int Capacity)[] s_sizes = [(1, 64), (4, 64), (4, 1024)];

    public static IEnumerable<Regime> All() =>
    [
        .. s_sizes.Select(static size => s_group.Both(
            $"synchronous produce, consume that yields, parallelism {size.Parallelism}, capacity {size.Capacity}",
            (vendor, items, _) => StageAsync(vendor, size, items),
            "TransformBlock, ActionBlock")),
        .. s_sizes.Select(static size => s_group.Sides(
            $"SelectOrdered, async stream, parallelism {size.Parallelism}, capacity {size.Capacity}",
            "TransformBlock, SendAsync, ReceiveAsync",
            (items, _) => Flow.TakeAsync(ItemDelegates.CountAsync(items).SelectOrdered(ItemDelegates.Same, Options(size)), items),
            (items, _) => Flow.ReceivingAsync(new TransformBlock<long, long>(ItemDelegates.Same, Options(size)), items))),
        s_group.Sides(
            "SelectOrdered, async stream, against ReceiveAllAsync",
            "TransformBlock, SendAsync, ReceiveAllAsync",
            (items, _) => Flow.TakeAsync(ItemDelegates.CountAsync(items).SelectOrdered(ItemDelegates.Same, Options((4, 64))), items),
            (items, _) => ReceiveAllAsync(new TransformBlock<long, long>(ItemDelegates.Same, Options((4, 64))), items)),
        s_group.Sides(
            "SelectOrdered, a sequence, parallelism 4, capacity 64",
            "TransformBlock, SendAsync, ReceiveAsync",
            (items, _) => Task.Run(() => TakeSequence(items)),
            (items, _) => Flow.ReceivingAsync(new TransformBlock<long, long>(ItemDelegates.Same, Options((4, 64))), items)),
        s_group.Sides(
            "AsChannel, parallelism 4, capacity 64",
            "TransformBlock, SendAsync, ReceiveAsync",
            (items, _) => ChannelAsync(items),
            (items, _) => Flow.ReceivingAsync(new TransformBlock<long, long>(ItemDelegates.Same, Options((4, 64))), items)),
    ];

    private static ExecutionDataflowBlockOptions Options((int Parallelism, int Capacity) size) =>
        Flow.Options(size.Capacity, size.Parallelism);

    private static Task StageAsync(IVendor vendor, (int Parallelism, int Capacity) size, int items)
    {
        var sink = new OrderedSink();
        return Flow.ThroughAsync(
            vendor.Stage(
                ItemDelegates.Same,
                async result =>
                {
                    await Task.Yield();
                    sink.Take(result);
                },
                Options(size)),
            sink,
            items);
    }

    private static async Task ReceiveAllAsync(TransformBlock<long, long> block, int items)
    {
        Task sender = Task.Run(() => Flow.SendAllAsync(block, items));
        await Flow.TakeAsync(block.ReceiveAllAsync(), items);
        await sender;
    }

    private static void TakeSequence(int items)
    {
        var sink = new OrderedSink();
        foreach (long result in ItemDelegates.Count(items).SelectOrdered(ItemDelegates.Same, Options((4, 64))))
        {
            sink.Take(result);
        }

        sink.Verify("results", items);
    }

    private static async Task ChannelAsync(int items)
    {
        var channel = new OrderedTransformBlock<long, long>(ItemDelegates.Same, Options((4, 64))).AsChannel();
        Task writer = Task.Run(async () =>
        {
            for (long item = 0; item < items; item++)
            {
                await channel.Writer.WriteAsync(item);
            }

            channel.Writer.Complete();
        });
        await Flow.TakeAsync(channel.Reader.ReadAllAsync(), items);
        await writer;
    }
}
