using OrderedBlocks.Tests.Control;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Completion;

/// <summary>
/// A link between two blocks of this library passes the fault of a source that has failed in order. It acts behind the items that the
/// target has already. Any other fault acts at once, as in Dataflow.
/// </summary>
[TestClass]
public sealed class PassedFaultTests
{
    private const int Failing = 21;

    private static readonly DataflowLinkOptions s_propagating = new() { PropagateCompletion = true };
    private static readonly string[] s_kinds = ["Transform", "Many", "Action"];
    private static readonly string[] s_links = ["direct", "filtered", "late", "encapsulated"];
    private static readonly string[] s_options = ["serial", "parallel", "own threads", "keys"];
    private static readonly string[] s_abruptEnds = ["item", "outside", "token while failing in order"];
    private static readonly IOException s_error = new("The item.");
    private static readonly InvalidOperationException s_outside = new("From outside.");

    private readonly Gate _gate = new();
    private readonly Log<int> _outputs = new();

    public static IEnumerable<object[]> Kinds => s_kinds.Select(static kind => new object[] { kind });

    public static IEnumerable<object[]> AbruptEnds =>
        from kind in s_kinds from end in s_abruptEnds select new object[] { kind, end };

    public static IEnumerable<object[]> Meshes =>
        from kind in s_kinds
        from failure in Enum.GetValues<ItemFailureMode>()
        from link in s_links
        from options in s_options
        select new object[] { kind, failure, link, options };

    // Everything that was handed on before the fault comes out of the target, which has had no more than one item by then.
    [TestMethod]
    [DynamicData(nameof(Meshes))]
    public async Task FaultInOrder_LinkedOn_LosesNothing(string kind, ItemFailureMode failure, string link, string options)
    {
        OrderedTransformBlock<int, int> source = CreateSource();
        ITargetBlock<int> target = Create(kind, OptionsFor(options, failure));
        if (link == "late")
        {
            // Linked without, and again when the source has ended.
            source.LinkTo(target);
            PostAll(source);
            await source.Completion.ToEnd();
            source.LinkTo(target, s_propagating);
        }
        else
        {
            if (link == "filtered")
            {
                source.LinkTo(target, s_propagating, static _ => true);
            }
            else
            {
                source.LinkTo(link == "direct" ? target : DataflowBlock.Encapsulate(target, new BufferBlock<int>()), s_propagating);
            }

            Task told = LinkWitness(source);
            PostAll(source);
            await told.WithTimeout();
        }

        Assert.IsFalse(target.Completion.IsCompleted);
        _gate.OpenAll();
        await FaultedAsync(target.Completion, source.Completion.Exception!);
        Ends.With(Enumerable.Range(1, Failing - 1), _outputs.Entries);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task ChainOfThree_LosesNothing(string kind)
    {
        OrderedTransformBlock<int, int> source = CreateSource();
        var middleGate = new Gate();
        var middle = new OrderedTransformBlock<int, int>(middleGate.Run, new OrderedBlockOptions { MaxDegreeOfParallelism = 2 });
        ITargetBlock<int> last = Create(kind, new OrderedBlockOptions { FailureMode = ItemFailureMode.FaultInOrder });
        source.LinkTo(middle, s_propagating);
        middle.LinkTo(last, s_propagating);
        Task told = LinkWitness(middle);
        PostAll(source);
        await source.Completion.ToEnd();
        middleGate.OpenAll();
        await FaultedAsync(middle.Completion, source.Completion.Exception!);
        await told.WithTimeout();
        _gate.OpenAll();
        await FaultedAsync(last.Completion, middle.Completion.Exception!);
        Ends.With(Enumerable.Range(1, Failing - 1), _outputs.Entries);
    }

    // A source that is ended at once ends the chain at once, as in Dataflow.
    [TestMethod]
    [DynamicData(nameof(AbruptEnds))]
    public async Task SourceThatEndsAtOnce_EndsTheTargetAtOnce(string kind, string end)
    {
        using var cancellation = new CancellationTokenSource();
        var source = new OrderedTransformBlock<int, int>(
            static item => item == Failing ? throw s_error : item,
            new OrderedBlockOptions
            {
                FailureMode = end == "item" ? ItemFailureMode.FaultBlock : ItemFailureMode.FaultInOrder,
                CancellationToken = cancellation.Token,
            });
        ITargetBlock<int> target = Create(kind);
        IDisposable link = source.LinkTo(target, s_propagating);
        Assert.AreEqual(3, source.PostRange([1, 2, 3]));
        WaitForAdmitted(target, 3);
        if (end == "token while failing in order")
        {
            // An output that is not taken keeps the failure from its turn.
            link.Dispose();
            Assert.AreEqual(2, source.PostRange([4, Failing]));
            Wait.Until(() => source.Statistics.Failed == 1, "The item has not failed.");
            await cancellation.CancelAsync();
            await source.Completion.ToEnd();
            source.LinkTo(target, s_propagating);
        }
        else
        {
            Task told = LinkWitness(source);
            if (end == "item")
            {
                source.Post(Failing);
            }
            else
            {
                source.Fault(s_outside);
            }

            await told.WithTimeout();
        }

        _gate.OpenAll();
        await FaultedAsync(target.Completion, source.Completion.Exception!);
        Assert.IsLessThanOrEqualTo(1, _outputs.Count);
    }

    // The source's exception as well, and the same object: it is how it comes that counts.
    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task Fault_ByTheUser_ActsAtOnce(string kind)
    {
        OrderedTransformBlock<int, int> source = CreateSource();
        ITargetBlock<int> target = Create(kind);
        source.LinkTo(target);
        PostAll(source);
        await source.Completion.ToEnd();
        target.Fault(source.Completion.Exception!);
        _gate.OpenAll();
        await FaultedAsync(target.Completion, source.Completion.Exception!);
        Assert.IsLessThanOrEqualTo(1, _outputs.Count);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task Fault_WhileThePassedOneWaits_ActsAtOnce(string kind)
    {
        (OrderedTransformBlock<int, int> source, ITargetBlock<int> target) = await CreateWaitingAsync(kind);
        target.Fault(s_outside);
        _gate.OpenAll();
        await FaultedAsync(target.Completion, s_outside, source.Completion.Exception!);
        Assert.IsLessThanOrEqualTo(1, _outputs.Count);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task Token_WhileThePassedFaultWaits_ActsAtOnce_AndTheBlockIsFaulted(string kind)
    {
        using var cancellation = new CancellationTokenSource();
        (OrderedTransformBlock<int, int> source, ITargetBlock<int> target) =
            await CreateWaitingAsync(kind, new OrderedBlockOptions { CancellationToken = cancellation.Token });
        await cancellation.CancelAsync();
        _gate.OpenAll();
        await FaultedAsync(target.Completion, source.Completion.Exception!);
        Assert.IsLessThanOrEqualTo(1, _outputs.Count);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task Complete_Before_IsNoObstacle(string kind)
    {
        ITargetBlock<int> target = Create(kind);
        Assert.IsTrue(target.Post(1) && target.Post(2) && target.Post(3));
        target.Complete();
        Exception error = await PassFaultAsync(target);
        _gate.OpenAll();
        await FaultedAsync(target.Completion, error);
        Ends.With([1, 2, 3], _outputs.Entries);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task TargetThatHasEnded_StaysAsItIs(string kind)
    {
        ITargetBlock<int> target = Create(kind);
        target.Complete();
        await target.Completion.WithTimeout();
        await PassFaultAsync(target);
        Assert.AreEqual(TaskStatus.RanToCompletion, target.Completion.Status);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task TargetThatIsFaultedOrCanceled_StaysSo(string kind)
    {
        ITargetBlock<int> faulted = Create(kind);
        Assert.IsTrue(faulted.Post(1));
        _gate.WaitForStart(1);
        faulted.Fault(s_outside);
        await PassFaultAsync(faulted);
        using var cancellation = new CancellationTokenSource();
        ITargetBlock<int> canceled = Create(kind, new OrderedBlockOptions { CancellationToken = cancellation.Token });
        Assert.IsTrue(canceled.Post(2));
        _gate.WaitForStart(2);
        await cancellation.CancelAsync();
        await PassFaultAsync(canceled);
        _gate.OpenAll();
        await FaultedAsync(faulted.Completion, s_outside);
        await Ends.Canceled(canceled.Completion);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task TwoSources_BothFail_BothAreReported(string kind)
    {
        ITargetBlock<int> target = Create(kind);
        Assert.IsTrue(target.Post(1) && target.Post(2));
        Exception first = await PassFaultAsync(target);
        Exception second = await PassFaultAsync(target);
        _gate.OpenAll();
        await FaultedAsync(target.Completion, first, second);
        Ends.With([1, 2], _outputs.Entries);
    }

    // The target's own failures come first, and end it as its options say.
    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task ItemFailsMeanwhile_EndsTheTargetByItsOptions(string kind)
    {
        ITargetBlock<int> target = Create(kind, new OrderedBlockOptions { FailureMode = ItemFailureMode.FaultInOrder });
        Assert.IsTrue(target.Post(1) && target.Post(2) && target.Post(3));
        Exception error = await PassFaultAsync(target);
        _gate.Fail(2, s_error);
        _gate.OpenAll();
        await FaultedAsync(target.Completion, s_error, error);
        Ends.With([1], _outputs.Entries);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task ItemIsSkippedMeanwhile_TheOthersComeOut(string kind)
    {
        ITargetBlock<int> target = Create(kind, new OrderedBlockOptions { FailureMode = ItemFailureMode.SkipItem });
        Assert.IsTrue(target.Post(1) && target.Post(2) && target.Post(3));
        Exception error = await PassFaultAsync(target);
        _gate.Fail(2, s_error);
        _gate.OpenAll();
        await FaultedAsync(target.Completion, error);
        Ends.With([1, 3], _outputs.Entries);
        Assert.AreEqual(2, FailuresOf(target).Receive(Wait.Limit).Input);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task SendersThatWait_AreToldNoAtOnce(string kind)
    {
        ITargetBlock<int> target = Create(kind, new OrderedBlockOptions { BoundedCapacity = 1 });
        Assert.IsTrue(target.Post(1));
        Task<bool> waits = target.SendAsync(2);
        Exception error = await PassFaultAsync(target);
        Assert.IsFalse(await waits.WithTimeout());
        _gate.OpenAll();
        await FaultedAsync(target.Completion, error);
        Ends.With([1], _outputs.Entries);
    }

    // The token of the delegates is for an end that is before its time.
    [TestMethod]
    public async Task DelegatesToken_DoesNotFire()
    {
        bool fired = false;
        var target = new OrderedTransformBlock<int, int>(async (item, token) =>
        {
            await _gate.Run(item);
            fired |= token.IsCancellationRequested;
            return item;
        });
        LogOutputs(target);
        Assert.AreEqual(2, target.PostRange([1, 2]));
        Exception error = await PassFaultAsync(target);
        _gate.OpenAll();
        await FaultedAsync(target.Completion, error);
        Assert.IsFalse(fired);
        Ends.With([1, 2], _outputs.Entries);
    }

    // A paused block has its items left, as after Complete; a drain goes on with them, or ends it at its deadline.
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task PausedTarget_WaitsUntilItIsResumedOrDrained(bool inTime)
    {
        var target = new OrderedTransformBlock<int, int>(_gate.Run) { DegreeOfParallelism = 0 };
        LogOutputs(target);
        Assert.AreEqual(2, target.PostRange([1, 2]));
        Exception error = await PassFaultAsync(target);
        Assert.IsFalse(target.Completion.IsCompleted);
        Task<DrainResult> drain = target.DrainAsync(inTime ? Timeout.InfiniteTimeSpan : TimeSpan.Zero);
        if (!inTime)
        {
            Assert.IsFalse((await drain.WithTimeout()).CompletedInTime);
        }

        _gate.OpenAll();
        Assert.AreEqual(inTime, (await drain.WithTimeout()).CompletedInTime);
        await FaultedAsync(target.Completion, error);
        if (inTime)
        {
            Ends.With([1, 2], _outputs.Entries);
        }
    }

    // With a fault that acted at once the cycle would end; so it does with one that waits for what never leaves.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Cycle_Ends(bool filtered)
    {
        var first = new OrderedTransformBlock<int, int>(item => item == 3 ? throw s_error : item);
        var second = new OrderedTransformBlock<int, int>(_gate.Run);
        if (filtered)
        {
            first.LinkTo(second, s_propagating, static _ => true);
            second.LinkTo(first, s_propagating, static _ => true);
        }
        else
        {
            first.LinkTo(second, s_propagating);
            second.LinkTo(first, s_propagating);
        }

        Assert.AreEqual(2, first.PostRange([1, 2]));
        _gate.WaitForStart(1);
        Wait.Until(() => second.Statistics.Admitted == 2, "The items have not been handed on.");
        Assert.IsTrue(first.Post(3));
        await FaultedAsync(first.Completion, s_error);
        _gate.OpenAll();
        await FaultedAsync(second.Completion, first.Completion.Exception!);
    }

    [TestMethod]
    public async Task SelfLink_Ends()
    {
        var block = new OrderedTransformBlock<int, int>(item => item == 3 ? throw s_error : item);
        block.LinkTo(block, s_propagating);
        Assert.AreEqual(3, block.PostRange([1, 2, 3]));
        await FaultedAsync(block.Completion, s_error);
    }

    // The last target declines for good, before the fault comes or behind it: nothing that waits would ever leave.
    [TestMethod]
    [DataRow("Transform", false)]
    [DataRow("Transform", true)]
    [DataRow("Many", false)]
    [DataRow("Many", true)]
    public async Task LastTargetIsGone_EndsTheBlock(string kind, bool before)
    {
        var goes = new ScriptedTarget(DataflowMessageStatus.DecliningPermanently);
        ISourceBlock<int> block = kind == "Transform"
            ? new OrderedTransformBlock<int, int>(_gate.Run)
            : new OrderedTransformManyBlock<int, int>(async (int item) => [await _gate.Run(item)]);
        block.LinkTo(goes);
        Assert.IsTrue(((ITargetBlock<int>)block).Post(1) && ((ITargetBlock<int>)block).Post(2));
        if (before)
        {
            _gate.OpenAll();
            goes.WaitForOffers(1);
        }

        Exception error = await PassFaultAsync(block);
        _gate.OpenAll();
        await FaultedAsync(block.Completion, error);
    }

    // A target that has come since may take it all.
    [TestMethod]
    public async Task LastTargetIsGone_AnotherIsLinked_TakesWhatWaits()
    {
        var goes = new ScriptedTarget(DataflowMessageStatus.DecliningPermanently);
        var block = new OrderedTransformBlock<int, int>(_gate.Run);
        block.LinkTo(goes);
        Assert.AreEqual(2, block.PostRange([1, 2]));
        _gate.Open(1);
        goes.WaitForOffers(1);
        LogOutputs(block);
        Exception error = await PassFaultAsync(block);
        _gate.OpenAll();
        await FaultedAsync(block.Completion, error);
        Ends.With([1, 2], _outputs.Entries);
    }

    // Receivers take what is left, as after Complete.
    [TestMethod]
    public async Task NoTargetAtAll_WaitsForReceivers()
    {
        var block = new OrderedTransformBlock<int, int>(static item => item);
        Assert.AreEqual(2, block.PostRange([1, 2]));
        Exception error = await PassFaultAsync(block);
        Ends.With([1, 2], [block.Receive(Wait.Limit), block.Receive(Wait.Limit)]);
        await FaultedAsync(block.Completion, error);
    }

    // A reader of the channel gets all, and then the error.
    [TestMethod]
    public async Task Channel_GetsAllAndThenTheError()
    {
        var block = new OrderedTransformBlock<int, int>(static item => item);
        Assert.AreEqual(2, block.PostRange([1, 2]));
        Exception error = await PassFaultAsync(block);
        var read = new List<int>();
        Exception thrown = await Assert.ThrowsAsync<Exception>(async () =>
        {
            await foreach (int item in block.AsChannel().Reader.ReadAllAsync())
            {
                read.Add(item);
            }
        });
        Ends.With(Leaves([error]), Leaves([thrown]));
        Ends.With([1, 2], read);
    }

    // A link of Dataflow's block is none of ours.
    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task LinkOfADataflowBlock_ActsAtOnce(string kind)
    {
        var source = new BufferBlock<int>();
        ITargetBlock<int> target = Create(kind);
        source.LinkTo(target, s_propagating);
        Assert.IsTrue(source.Post(1) && source.Post(2) && source.Post(3));
        WaitForAdmitted(target, 3);
        Task told = LinkWitness(source);
        ((IDataflowBlock)source).Fault(s_error);
        await told.WithTimeout();
        _gate.OpenAll();
        await target.Completion.ToEnd();
        Assert.AreEqual(TaskStatus.Faulted, target.Completion.Status);
        Assert.IsLessThanOrEqualTo(1, _outputs.Count);
    }

    // CompleteWhenAll is no link: it says that it faults the target at once.
    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task CompleteWhenAll_ActsAtOnce(string kind)
    {
        OrderedTransformBlock<int, int> source = CreateSource();
        ITargetBlock<int> target = Create(kind);
        source.LinkTo(target);
        Task told = DataflowCompletion.CompleteWhenAll(target, source);
        PostAll(source);
        await told.WithTimeout();
        _gate.OpenAll();
        await FaultedAsync(target.Completion, source.Completion.Exception!);
        Assert.IsLessThanOrEqualTo(1, _outputs.Count);
    }

    // Waits for the end, which must be faulted with these, in this order. A completion makes another AggregateException for each that asks.
    private static async Task FaultedAsync(Task completion, params Exception[] expected)
    {
        await completion.ToEnd();
        Assert.AreEqual(TaskStatus.Faulted, completion.Status);
        CollectionAssert.AreEqual(Leaves(expected).ToArray(), Leaves([completion.Exception!]).ToArray());
    }

    private static IEnumerable<Exception> Leaves(IEnumerable<Exception> all) =>
        all.SelectMany(static error => error is AggregateException several ? Leaves(several.InnerExceptions) : [error]);

    private static OrderedTransformBlock<int, int> CreateSource() => new(
        static item => item == Failing ? throw s_error : item,
        new OrderedBlockOptions { FailureMode = ItemFailureMode.FaultInOrder, MaxDegreeOfParallelism = 2 });

    private static void PostAll(OrderedTransformBlock<int, int> source)
    {
        for (int item = 1; item <= 2 * Failing; item++)
        {
            source.Post(item);
        }
    }

    private static OrderedBlockOptions OptionsFor(string options, ItemFailureMode failure)
    {
        OrderedBlockOptions made = options == "keys"
            ? new OrderedBlockOptions<int, int> { KeySelector = static item => item % 4 }
            : new OrderedBlockOptions();
        made.FailureMode = failure;
        made.MaxDegreeOfParallelism = options == "serial" ? 1 : 3;
        made.WorkerThreadMode = options == "own threads" ? WorkerThreadMode.Dedicated : WorkerThreadMode.Pool;
        return made;
    }

    // Returns when the target has been told by the link.
    private static async Task<Exception> PassFaultAsync(IDataflowBlock target)
    {
        OrderedTransformBlock<int, int> source = CreateSource();
        source.Post(Failing);
        await source.Completion.ToEnd();
        source.LinkTo((ITargetBlock<int>)target, s_propagating);
        return source.Completion.Exception!;
    }

    // Linked behind the target, so it is told behind it.
    private static Task<Exception?> LinkWitness(ISourceBlock<int> source)
    {
        var witness = new ScriptedTarget();
        source.LinkTo(witness, s_propagating);
        return witness.Ended;
    }

    private static void WaitForAdmitted(ITargetBlock<int> target, int count) => Wait.Until(
        () => count == target switch
        {
            OrderedTransformBlock<int, int> block => block.Statistics.Admitted,
            OrderedTransformManyBlock<int, int> block => block.Statistics.Admitted,
            _ => ((OrderedActionBlock<int, int>)target).Statistics.Admitted,
        },
        "The items have not been handed on.");

    private static IReceivableSourceBlock<ItemFailure<int>> FailuresOf(ITargetBlock<int> target) => target switch
    {
        OrderedTransformBlock<int, int> block => block.Failures,
        OrderedTransformManyBlock<int, int> block => block.Failures,
        _ => ((OrderedActionBlock<int, int>)target).Failures,
    };

    private async Task<(OrderedTransformBlock<int, int> Source, ITargetBlock<int> Target)> CreateWaitingAsync(
        string kind, OrderedBlockOptions? options = null)
    {
        OrderedTransformBlock<int, int> source = CreateSource();
        ITargetBlock<int> target = Create(kind, options);
        source.LinkTo(target, s_propagating);
        Task told = LinkWitness(source);
        PostAll(source);
        await told.WithTimeout();
        _gate.WaitForStart(1);
        return (source, target);
    }

    private ITargetBlock<int> Create(string kind, OrderedBlockOptions? options = null)
    {
        options ??= new OrderedBlockOptions();
        switch (kind)
        {
            case "Transform":
                var transform = new OrderedTransformBlock<int, int>(_gate.Run, options);
                LogOutputs(transform);
                return transform;
            case "Many":
                var many = new OrderedTransformManyBlock<int, int>(async (int item) => [await _gate.Run(item)], options);
                LogOutputs(many);
                return many;
            default:
                return new OrderedActionBlock<int, int>(_gate.Run, _outputs.Add, options);
        }
    }

    private void LogOutputs(ISourceBlock<int> source) => source.LinkTo(new ScriptedTarget(offer =>
    {
        _outputs.Add(offer.Value);
        return DataflowMessageStatus.Accepted;
    }));
}
