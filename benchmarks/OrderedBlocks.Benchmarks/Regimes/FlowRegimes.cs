using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Contests;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>Streams of items through one block: capacities, senders, work, options.</summary>
internal static class FlowRegimes
{
    private const int Senders = 4;
    private const int Waiting = 10_000;
    private const int Million = 1_000_000;

    private static readonly RegimeGroup s_group = new("flow", Limits.Flow);

    private static readonly (int Parallelism, int Capacity)[] s_sizes =
        [(1, 8), (4, 8), (1, 64), (4, 64), (1, 1024), (4, 1024), (64, 1024), (1, -1), (4, -1)];

    private static readonly Lazy<double> s_nanosecondsARound = new(Work.CalibrateNanoseconds);

    public static IEnumerable<Regime> All() =>
    [
        .. s_sizes.Select(static size => s_group.Through(
            $"parallelism {size.Parallelism}, {(size.Capacity < 0 ? "unbounded" : $"capacity {size.Capacity}")}",
            vendor => vendor.Transform<long, long>(ItemDelegates.Same, Flow.Options(size.Capacity, size.Parallelism)))),
        s_group.Both("four senders, parallelism 2, capacity 1024", SendersAsync) with { LeastItems = Senders * 100 },
        s_group.Both("10,000 waiting senders", static (vendor, items, _) => Traffic.PendingAsync(
            "results", vendor.Transform<long, long>(ItemDelegates.Same, Flow.Options(64, 2)), Waiting, items)) with
        {
            LeastItems = 2 * Waiting,
        },
        s_group.Both("trickle, one item in 20 us", TrickleAsync),
        s_group.Both("a million posted first", PostedAsync) with { LeastItems = Million, MostItems = Million },
        Working("5 us of work", 5_000),
        Working("50 us of work", 50_000),
        s_group.Through("rare slow items, 1 ms one in 1,000", static vendor => vendor.Transform<long, long>(
            Rare(Work.OfNanoseconds(1_000_000, s_nanosecondsARound.Value)), Flow.Options(1024, 2))),
        s_group.Through("1 ms delays, parallelism 64", static vendor =>
            vendor.TransformAsync<long, long>(ItemDelegates.DelayAsync, Flow.Options(1024, 64))),
        s_group.Both("strings", StringsAsync),
        s_group.Both("half of the items canceled", CanceledAsync),
        s_group.Through("MaxMessagesPerTask = 1", static vendor => vendor.Transform<long, long>(
            ItemDelegates.Same, new ExecutionDataflowBlockOptions
            {
                BoundedCapacity = 64,
                MaxDegreeOfParallelism = 2,
                MaxMessagesPerTask = 1,
            })),
        s_group.Through("limited scheduler, two at a time", static vendor => vendor.Transform<long, long>(
            ItemDelegates.Same, Scheduled(new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, 2).ConcurrentScheduler))),
        s_group.Through("limited scheduler, exclusive", static vendor => vendor.Transform<long, long>(
            ItemDelegates.Same, Scheduled(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler))),
        Blocking.Regime(s_group),
    ];

    private static ExecutionDataflowBlockOptions Scheduled(TaskScheduler scheduler) =>
        new() { BoundedCapacity = 64, MaxDegreeOfParallelism = 2, TaskScheduler = scheduler };

    private static Regime Working(string name, int nanoseconds) => s_group.Through(
        $"{name}, parallelism 2",
        vendor => vendor.Transform<long, long>(
            Work.OfNanoseconds(nanoseconds, s_nanosecondsARound.Value).Transform, Flow.Options(1024, 2)));

    private static Func<long, long> Rare(Work work) => item => item % 1000 == 999 ? work.Transform(item) : item;

    private static Task SendersAsync(IVendor vendor, int items, Probe probe) => Traffic.ProducersAsync(
        "results", vendor.Transform<long, long>(ItemDelegates.Same, Flow.Options(1024, 2)), Senders, items / Senders);

    private static async Task TrickleAsync(IVendor vendor, int items, Probe probe)
    {
        var sink = new OrderedSink();
        IPropagatorBlock<long, long> block = vendor.Transform<long, long>(ItemDelegates.Same, Flow.Options(1024, 2));
        Task end = Flow.Drain(block, sink);
        await Task.Factory.StartNew(
            () => Pace.Post(block, items, TimeSpan.FromMicroseconds(20)),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        block.Complete();
        await end;
        sink.Verify("results", items);
    }

    private static async Task PostedAsync(IVendor vendor, int items, Probe probe)
    {
        var sink = new OrderedSink();
        IPropagatorBlock<long, long> block = vendor.Transform<long, long>(ItemDelegates.Same, Flow.Options(-1, 2));
        await Mesh.SendAllAsync(block, items);
        await Flow.Drain(block, sink);
        sink.Verify("results", items);
    }

    private static async Task StringsAsync(IVendor vendor, int items, Probe probe)
    {
        string[] texts = [.. Enumerable.Range(0, 1000).Select(static number => $"text {number}")];
        var sink = new OrderedSink();
        IPropagatorBlock<string, string> block = vendor.Transform<string, string>(static text => text, Flow.Options(1024, 2));
        long next = 0;
        var target = new SinkTarget<string>(text => sink.Take(ReferenceEquals(text, texts[next % texts.Length]) ? next++ : -1));
        block.LinkTo(target, Flow.Propagate);
        for (int item = 0; item < items; item++)
        {
            if (!block.Post(texts[item % texts.Length]))
            {
                await block.SendAsync(texts[item % texts.Length]);
            }
        }

        block.Complete();
        await target.Completion;
        sink.Verify("results", items);
    }

    private static Task CanceledAsync(IVendor vendor, int items, Probe probe)
    {
        IPropagatorBlock<long, long> block = vendor.Transform<long, long>(
            static item => item % 2 == 0 ? item / 2 : throw new OperationCanceledException(), Flow.Options(64, 2));
        return Flow.ThroughAsync(block, block, items, (items + 1) / 2);
    }
}
