using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>A block whose last target has declined for good.</summary>
[TestClass]
public sealed class TargetsGoneTests
{
    private static readonly InvalidOperationException s_error = new("The target.");

    public static IEnumerable<object[]> Cases =>
        from action in s_actions
        from threads in Enum.GetValues<WorkerThreadMode>()
        select new object[] { action, threads };

    private static readonly TargetsGoneMode[] s_actions = [TargetsGoneMode.Fault, TargetsGoneMode.Complete];

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Target_FaultedBlock_EndsTheBlockAndItsSenders(TargetsGoneMode action, WorkerThreadMode threads)
    {
        OrderedTransformBlock<int, int> block = Create(action, threads, capacity: 2);
        ActionBlock<int> target = await CreateFaulted();
        Assert.AreEqual(2, block.PostRange([1, 2]));
        Task<bool> sent = block.SendAsync(3);
        Wait.Until(() => block.OutputCount == 2, "There are no two outputs.");
        Assert.IsFalse(sent.IsCompleted);
        block.LinkTo(target);
        Assert.IsFalse(await sent.WithTimeout());
        await AssertEnd(action, block.Completion, s_error);
        Assert.AreEqual(Dropped(action, admitted: 2, released: 0), block.Statistics);
        Assert.IsFalse(block.Post(4));
    }

    // The target takes the first one and fails on it; the block hears of it with the next one.
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Target_FailsOnTheWay_EndsTheBlock(TargetsGoneMode action, WorkerThreadMode threads)
    {
        OrderedTransformBlock<int, int> block = Create(action, threads);
        var target = new ActionBlock<int>(static _ => throw s_error);
        block.LinkTo(target);
        Assert.IsTrue(block.Post(1));
        await target.Completion.ToEnd();
        Counts.Assert(new() { Admitted = 1, Released = 1 }, () => block.Statistics);
        Assert.IsFalse(block.Completion.IsCompleted);
        Assert.IsTrue(block.Post(2));
        await AssertEnd(action, block.Completion, s_error);
        Assert.AreEqual(Dropped(action, admitted: 2, released: 1), block.Statistics);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Target_EndedAsASuccess_EndsTheBlockWithoutAReason(TargetsGoneMode action, WorkerThreadMode threads)
    {
        OrderedTransformBlock<int, int> block = Create(action, threads);
        var target = new ActionBlock<int>(static _ => { });
        target.Complete();
        await target.Completion.WithTimeout();
        block.LinkTo(target);
        Assert.IsTrue(block.Post(1));
        await AssertEnd(action, block.Completion, reason: null);
    }

    // Queued, running, and finished: all of them are dropped.
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Items_AtEveryStage_AreDropped(TargetsGoneMode action, WorkerThreadMode threads)
    {
        var gate = new Gate();
        var block = new OrderedTransformBlock<int, int>(
            gate.Run, new OrderedBlockOptions { TargetsGoneMode = action, WorkerThreadMode = threads, MaxDegreeOfParallelism = 2 });
        Assert.AreEqual(6, block.PostRange([1, 2, 3, 4, 5, 6]));
        gate.Open(1, 3);
        gate.WaitForStarts(4);
        Counts.Assert(new() { Admitted = 6, Queued = 2, Running = 2, Waiting = 2 }, () => block.Statistics);
        block.LinkTo(new ScriptedTarget(DataflowMessageStatus.DecliningPermanently));
        OrderedBlockStatistics dropped = Dropped(action, admitted: 6, released: 0);
        Wait.Until(() => block.Statistics is { Queued: 0 }, "Queued items are still there.");
        Assert.IsFalse(block.Completion.IsCompleted);
        gate.Open(2, 4);
        await AssertEnd(action, block.Completion, reason: null);
        Assert.AreEqual(dropped, block.Statistics);
        Ends.With([1, 2, 3, 4], gate.Started.Order());
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Targets_Two_OnlyTheLastOneCounts(TargetsGoneMode action, WorkerThreadMode threads)
    {
        OrderedTransformBlock<int, int> block = Create(action, threads);
        var first = new ScriptedTarget(DataflowMessageStatus.DecliningPermanently);
        bool declines = false;
        var second = new ScriptedTarget(
            _ => Volatile.Read(ref declines) ? DataflowMessageStatus.DecliningPermanently : DataflowMessageStatus.Accepted);
        block.LinkTo(first);
        block.LinkTo(second);
        Assert.AreEqual(2, block.PostRange([1, 2]));
        Ends.With([1, 2], second.WaitForTaken(2));
        Ends.With([1], first.OfferedValues);
        Assert.IsFalse(block.Completion.IsCompleted);
        Volatile.Write(ref declines, true);
        Assert.IsTrue(block.Post(3));
        await AssertEnd(action, block.Completion, reason: null);
        Assert.AreEqual(Dropped(action, admitted: 3, released: 2), block.Statistics);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Targets_BothDeclineTheSameOutput_EndTheBlock(TargetsGoneMode action, WorkerThreadMode threads)
    {
        OrderedTransformBlock<int, int> block = Create(action, threads);
        block.LinkTo(new ScriptedTarget(DataflowMessageStatus.DecliningPermanently));
        block.LinkTo(await CreateFaulted());
        Assert.IsTrue(block.Post(1));
        await AssertEnd(action, block.Completion, s_error);
    }

    // Another target comes before the one that is gone was asked.
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Target_AnotherIsLinkedInTime_TheBlockGoesOn(TargetsGoneMode action, WorkerThreadMode threads)
    {
        OrderedTransformBlock<int, int> block = Create(action, threads);
        block.LinkTo(await CreateFaulted());
        var second = new ScriptedTarget();
        block.LinkTo(second, new DataflowLinkOptions { PropagateCompletion = true });
        Assert.AreEqual(2, block.PostRange([1, 2]));
        block.Complete();
        Assert.IsNull(await second.Ended.WithTimeout());
        Ends.With([1, 2], second.Taken);
        await block.Completion.WithTimeout();
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Target_Unlinked_IsNotGone(TargetsGoneMode action, WorkerThreadMode threads)
    {
        OrderedTransformBlock<int, int> block = Create(action, threads);
        var target = new ScriptedTarget();
        using (block.LinkTo(target))
        {
            Assert.IsTrue(block.Post(1));
            target.WaitForTaken(1);
        }

        await AssertGoesOn(block);
    }

    // The first one is gone, and noticed; the second one is taken away. Somebody may come.
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Target_UnlinkedAfterAnotherHasDeclined_IsNotGone(TargetsGoneMode action, WorkerThreadMode threads)
    {
        OrderedTransformBlock<int, int> block = Create(action, threads);
        var target = new ScriptedTarget();
        block.LinkTo(new ScriptedTarget(DataflowMessageStatus.DecliningPermanently));
        using (block.LinkTo(target))
        {
            Assert.IsTrue(block.Post(1));
            target.WaitForTaken(1);
        }

        await AssertGoesOn(block);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Target_HadItsMaxMessages_IsNotGone(TargetsGoneMode action, WorkerThreadMode threads)
    {
        OrderedTransformBlock<int, int> block = Create(action, threads);
        var target = new ScriptedTarget();
        block.LinkTo(target, new DataflowLinkOptions { MaxMessages = 2 });
        Assert.AreEqual(2, block.PostRange([1, 2]));
        target.WaitForTaken(2);
        await AssertGoesOn(block);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Receivers_ThatGiveUp_AreNotGone(TargetsGoneMode action, WorkerThreadMode threads)
    {
        OrderedTransformBlock<int, int> block = Create(action, threads);
        using var givingUp = new CancellationTokenSource();
        Task<int> received = block.ReceiveAsync(givingUp.Token);
        Task<bool> available = block.OutputAvailableAsync(givingUp.Token);
        ValueTask<bool> moved = block.ReceiveAllAsync(givingUp.Token).GetAsyncEnumerator(givingUp.Token).MoveNextAsync();
        await givingUp.CancelAsync();
        await received.ToEnd();
        await available.ToEnd();
        await moved.AsTask().ToEnd();
        Assert.IsTrue(received.IsCanceled && available.IsCanceled);

        available = block.OutputAvailableAsync();
        Assert.IsTrue(block.Post(1));
        Assert.IsTrue(await available.WithTimeout());
        Assert.AreEqual(1, await block.ReceiveAsync().WithTimeout());
        await AssertGoesOn(block);
    }

    // As Dataflow's own block, which has no other way.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Wait_TheTargetIsGone_TheBlockAndItsSendersWait(bool isDataflows)
    {
        var options = new OrderedBlockOptions { BoundedCapacity = 1 };
        IPropagatorBlock<int, int> block = isDataflows
            ? new TransformBlock<int, int>(static item => item, options)
            : new OrderedTransformBlock<int, int>(static item => item, options);
        var gone = new ScriptedTarget(DataflowMessageStatus.DecliningPermanently);
        block.LinkTo(gone);
        Assert.IsTrue(block.Post(1));
        gone.WaitForOffers(1);
        Task<bool> sent = block.SendAsync(2);
        block.LinkTo(DataflowBlock.NullTarget<int>(), static _ => false);
        Assert.IsFalse(sent.IsCompleted);
        var target = new ScriptedTarget();
        block.LinkTo(target);
        Assert.IsTrue(await sent.WithTimeout());
        Ends.With([1, 2], target.WaitForTaken(2));
        block.Complete();
        await block.Completion.WithTimeout();
        Assert.HasCount(1, gone.Offers);
    }

    [TestMethod]
    public void OnTargetsGone_NoneOfTheValues_IsRefused()
    {
        ArgumentOutOfRangeException error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            static () => new OrderedBlockOptions { TargetsGoneMode = (TargetsGoneMode)3 });
        Assert.Contains("TargetsGoneMode must be one of Wait, Fault, Complete.", error.Message);
    }

    private static OrderedTransformBlock<int, int> Create(
        TargetsGoneMode action, WorkerThreadMode threads, int capacity = DataflowBlockOptions.Unbounded) =>
        new(
            static item => item,
            new OrderedBlockOptions { TargetsGoneMode = action, WorkerThreadMode = threads, BoundedCapacity = capacity });

    private static async Task<ActionBlock<int>> CreateFaulted()
    {
        var target = new ActionBlock<int>(static _ => { });
        ((IDataflowBlock)target).Fault(s_error);
        await target.Completion.ToEnd();
        return target;
    }

    private static OrderedBlockStatistics Dropped(TargetsGoneMode action, int admitted, int released) =>
        action == TargetsGoneMode.Fault
            ? new() { Admitted = admitted, Released = released, DroppedByFault = admitted - released }
            : new() { Admitted = admitted, Released = released, DroppedWithoutTargets = admitted - released };

    private static async Task AssertEnd(TargetsGoneMode action, Task completion, Exception? reason)
    {
        await completion.ToEnd();
        if (action == TargetsGoneMode.Complete)
        {
            Assert.AreEqual(TaskStatus.RanToCompletion, completion.Status);
            return;
        }

        Assert.HasCount(1, completion.Exception!.InnerExceptions);
        InvalidOperationException error = Assert.IsExactInstanceOfType<InvalidOperationException>(completion.Exception.InnerException);
        Assert.AreSame(reason, error.InnerException?.InnerException);
    }

    private static async Task AssertGoesOn(OrderedTransformBlock<int, int> block)
    {
        Assert.IsTrue(block.Post(10));
        Wait.Until(() => block.OutputCount == 1, "The output is not there.");
        Assert.IsFalse(block.Completion.IsCompleted);
        block.Complete();
        var target = new ScriptedTarget();
        block.LinkTo(target);
        await block.Completion.WithTimeout();
        Ends.With([10], target.Taken);
    }
}
