using System.Runtime.CompilerServices;
using OrderedBlocks.Tests.Completion;
using OrderedBlocks.Tests.Control;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Issues;

/// <summary>
/// A block that has failed, and whose <c>Completion</c> nobody reads, leaves no unobserved exception, as none of Dataflow's does;
/// nor does a callback that throws on the token of a delegate.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class UnobservedEndTests
{
    private static readonly string[] s_kinds = ["Transform", "Many", "Action"];

    private static readonly string[] s_ways =
    [
        "Fault", "Fault, running", "item", "item in order", "asynchronous item", "offer", "targets gone", "failures", "failing failures",
        "scheduler", "passed on", "fan-in", "callback, fault", "callback, token", "callback, drain",
    ];

    public static IEnumerable<object[]> Ways => s_ways.Select(static way => new object[] { way });

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public async Task Completion_NobodyReadsIt_NothingIsUnobserved(string way)
    {
        string mark = Guid.NewGuid().ToString();
        Assert.AreEqual(0, await Unobserved.CountAsync(mark, () => FailAllAsync(way, mark)));
    }

    // What the two helpers return need not be awaited.
    [TestMethod]
    public async Task CompleteWhenAll_TargetThrows_NobodyAwaits_NothingIsUnobserved()
    {
        string mark = Guid.NewGuid().ToString();
        Assert.AreEqual(0, await Unobserved.CountAsync(mark, Use));

        [MethodImpl(MethodImplOptions.NoInlining)]
        Task Use()
        {
            var source = new OrderedTransformBlock<int, int>(static item => item);
            source.Complete();
            Task told = DataflowCompletion.CompleteWhenAll(new ThrowingEndTarget<int>(new IOException(mark)), source);
            return told.ToEnd();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task FailAllAsync(string way, string mark)
    {
        foreach (string kind in s_kinds.Where(kind => kind != "Action" || way is not ("offer" or "targets gone")))
        {
            foreach (WorkerThreadMode threads in Enum.GetValues<WorkerThreadMode>().Where(threads => way != "scheduler" || threads == WorkerThreadMode.Pool))
            {
                await FailAsync(kind, way, threads, mark);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task FailAsync(string kind, string way, WorkerThreadMode threads, string mark)
    {
        var error = new IOException(mark);
        using var cancellation = new CancellationTokenSource();
        var refusing = new RefusingScheduler();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thrown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool hasCallback = way.StartsWith("callback", StringComparison.Ordinal);
        var options = new OrderedBlockOptions
        {
            WorkerThreadMode = threads,
            CancellationToken = cancellation.Token,
            TaskScheduler = way == "scheduler" ? refusing : TaskScheduler.Default,
            FailureMode = way switch
            {
                "item in order" => ItemFailureMode.FaultInOrder,
                "failures" or "failing failures" => ItemFailureMode.SkipItem,
                _ => ItemFailureMode.FaultBlock,
            },
            TargetsGoneMode = way == "targets gone" ? TargetsGoneMode.Fault : TargetsGoneMode.Wait,
        };
        async ValueTask<int> Work(int item, CancellationToken token)
        {
            if (hasCallback)
            {
                // The last one that is registered is called first.
                token.Register(() => thrown.SetResult());
                token.Register(() => throw error);
            }

            started.TrySetResult();
            switch (way)
            {
                case "item" or "item in order" or "failures" or "failing failures":
                    throw error;
                case "asynchronous item":
                    await Task.Yield();
                    throw error;
                case "Fault, running" or "callback, fault" or "callback, token" or "callback, drain":
                    await released.Task;
                    break;
            }

            return item;
        }

        OrderedTransformBlock<int, int>? transform = kind == "Transform" ? new(Work, options) : null;
        OrderedTransformManyBlock<int, int>? many =
            kind == "Many" ? new(async (item, token) => [await Work(item, token)], options) : null;
        OrderedActionBlock<int, int>? action = kind == "Action" ? new(Work, static _ => { }, options) : null;
        ITargetBlock<int> block = (ITargetBlock<int>?)transform ?? (ITargetBlock<int>?)many ?? action!;
        ISourceBlock<int>? source = (ISourceBlock<int>?)transform ?? many;
        IReceivableSourceBlock<ItemFailure<int>> failures = transform?.Failures ?? many?.Failures ?? action!.Failures;
        switch (way)
        {
            case "Fault":
                block.Fault(error);
                break;
            case "offer":
                source!.LinkTo(new ThrowingTarget<int>(error));
                block.Post(1);
                break;
            case "targets gone":
                var gone = new ActionBlock<int>(static _ => { });
                source!.LinkTo(gone);
                ((IDataflowBlock)gone).Fault(error);
                await gone.Completion.ToEnd();
                block.Post(1);
                break;
            case "failing failures":
                failures.LinkTo(new ThrowingTarget<ItemFailure<int>>(error));
                block.Post(1);
                break;
            case "failures":
                failures.Fault(error);
                block.Complete();
                await failures.Completion.ToEnd();
                break;
            case "scheduler":
                refusing.Refuses = true;
                block.Post(1);
                break;
            case "passed on":
                var first = new OrderedTransformBlock<int, int>(static item => item);
                first.LinkTo(block, new DataflowLinkOptions { PropagateCompletion = true });
                first.Fault(error);
                break;
            case "fan-in":
                var fanned = new OrderedTransformBlock<int, int>(static item => item);
                _ = DataflowCompletion.CompleteWhenAll(block, fanned);
                fanned.Fault(error);
                break;
            default:
                block.Post(1);
                break;
        }

        if (way is "Fault, running" || hasCallback)
        {
            await started.Task;
            Task drain = Task.CompletedTask;
            switch (way)
            {
                case "callback, token":
                    await cancellation.CancelAsync();
                    break;
                case "callback, drain":
                    drain = transform?.DrainAsync(TimeSpan.Zero) ?? many?.DrainAsync(TimeSpan.Zero) ?? action!.DrainAsync(TimeSpan.Zero);
                    break;
                default:
                    block.Fault(hasCallback ? new InvalidOperationException() : error);
                    break;
            }

            await drain;
            if (hasCallback)
            {
                await thrown.Task;
            }

            released.SetResult();
        }

        // Looks at how far it is, and at no exception.
        await block.Completion.ContinueWith(static _ => { }, TaskScheduler.Default);
    }
}
