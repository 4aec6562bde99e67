using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Blocks.Many;

/// <summary>Whatever ends an item or its block: each enumerator is disposed of once, by one thread at a time, and what came out is the
/// beginning of what would have.</summary>
[TestClass]
public sealed class ManyEndTests
{
    private static readonly string[] s_steps = ["GetEnumerator", "MoveNext", "Current", "Dispose"];
    private static readonly int[] s_parallelisms = [1, 2, 4];

    private static readonly int[] s_counts = [0, 1, 3];

    public enum BlockEnd
    {
        Fault,
        Cancel,
        TargetsGone,
        DrainDeadline,
        Refused,
    }

    // What the other delegates await themselves would be refused by the scheduler, too.
    public static IEnumerable<object[]> Ends =>
        from end in Enum.GetValues<BlockEnd>()
        from dop in s_parallelisms
        from shape in ManyBlocks.Shapes
        where end != BlockEnd.Refused || shape == DelegateShape.Enumerable
        select new object[] { end, dop, shape };

    public static IEnumerable<object[]> Throws =>
        from step in s_steps
        from after in s_counts
        from dop in s_parallelisms
        from shape in ManyBlocks.Shapes
        where step != "GetEnumerator" || after == 0
        where step != "Current" || after > 0
        select new object[] { step, after, dop, shape };

    [TestMethod]
    [DynamicData(nameof(Ends))]
    public async Task Block_EndedWhileItemsWaitForRoom_DisposesOfAll(BlockEnd end, int dop, DelegateShape shape)
    {
        TrackedOutputs[] items = [.. Enumerable.Range(0, 6).Select(static i => new TrackedOutputs(i * 1000, 100_000))];
        using var source = new CancellationTokenSource();
        var scheduler = new RefusingScheduler();
        OrderedTransformManyBlock<int, int> block = ManyBlocks.Create(
            shape,
            item => items[item],
            new OrderedBlockOptions
            {
                OutputCapacity = 10,
                OutputCapacityPerItem = 4,
                MaxDegreeOfParallelism = dop,
                CancellationToken = source.Token,
                TaskScheduler = end == BlockEnd.Refused ? scheduler : TaskScheduler.Default,
                TargetsGoneMode = TargetsGoneMode.Complete,
            });
        for (int i = 0; i < items.Length; i++)
        {
            block.Post(i);
        }

        // The head has its share and one more, and the others all that is left and one more each.
        int kept = 4 + Math.Min(6, (dop - 1) * 4);
        Wait.Until(() => items.Sum(static item => item.Produced) == kept + dop, "all stand still");
        for (int i = 0; i < 3; i++)
        {
            Assert.AreEqual(i, await block.ReceiveAsync().WithTimeout());
        }

        switch (end)
        {
            case BlockEnd.Fault:
                block.Fault(new InvalidOperationException("ended"));
                break;

            case BlockEnd.Cancel:
                await source.CancelAsync();
                break;

            case BlockEnd.TargetsGone:
                block.LinkTo(new ScriptedTarget(DataflowMessageStatus.DecliningPermanently));
                break;

            case BlockEnd.DrainDeadline:
                Assert.IsFalse((await block.DrainAsync(TimeSpan.Zero).WithTimeout()).CompletedInTime);
                break;

            default:
                scheduler.Refuses = true;
                break;
        }

        if (end == BlockEnd.Refused)
        {
            // Somebody goes on because there is room, and cannot.
            Wait.Until(
                () =>
                {
                    block.TryReceiveAll(out _);
                    return block.Completion.IsCompleted;
                },
                "the end");
        }

        await block.Completion.ToEnd();
        Assert.AreEqual(
            end switch
            {
                BlockEnd.Fault or BlockEnd.Refused => TaskStatus.Faulted,
                BlockEnd.TargetsGone => TaskStatus.RanToCompletion,
                _ => TaskStatus.Canceled,
            },
            block.Completion.Status);
        AssertAllDisposed(items);
        Assert.AreEqual(0, block.OutputCount);
        Assert.AreEqual(6, block.Statistics.Admitted);
        Assert.AreEqual(6, block.Statistics.Dropped);
    }

    [TestMethod]
    [DynamicData(nameof(Ends))]
    public async Task Block_EndedWhileItemsRun_StopsThem(BlockEnd end, int dop, DelegateShape shape)
    {
        // Without limits: they go on for ever, as far as the block is concerned.
        TrackedOutputs[] items = [.. Enumerable.Range(0, 6).Select(static i => new TrackedOutputs(i * 1000, long.MaxValue))];
        using var source = new CancellationTokenSource();
        OrderedTransformManyBlock<int, int> block = ManyBlocks.Create(
            shape,
            item => items[item],
            new OrderedBlockOptions
            {
                OutputCapacity = 64,
                MaxDegreeOfParallelism = dop,
                CancellationToken = source.Token,
                TargetsGoneMode = TargetsGoneMode.Complete,
            });
        int left = 1000;
        var target = new ScriptedTarget(_ =>
            --left > 0 || end != BlockEnd.TargetsGone ? DataflowMessageStatus.Accepted : DataflowMessageStatus.DecliningPermanently);
        block.LinkTo(target);
        for (int i = 0; i < items.Length; i++)
        {
            block.Post(i);
        }

        target.WaitForTaken(900);
        switch (end)
        {
            case BlockEnd.Fault or BlockEnd.Refused:
                block.Fault(new InvalidOperationException("ended"));
                break;

            case BlockEnd.Cancel:
                await source.CancelAsync();
                break;

            case BlockEnd.DrainDeadline:
                await block.DrainAsync(TimeSpan.Zero).WithTimeout();
                break;
        }

        await block.Completion.ToEnd();
        AssertAllDisposed(items);
        int[] taken = target.Taken;
        CollectionAssert.AreEqual(Enumerable.Range(0, taken.Length).ToArray(), taken);
        Assert.AreEqual(6, block.Statistics.Dropped);
    }

    [TestMethod]
    [DynamicData(nameof(Throws))]
    public async Task Item_ThatThrows_IsSkippedBehindItsOutputs(string step, int after, int dop, DelegateShape shape)
    {
        TrackedOutputs[] items = Items(step, after, new InvalidOperationException("thrown"));
        OrderedTransformManyBlock<int, int> block = ManyBlocks.Create(
            shape,
            item => items[item],
            new OrderedBlockOptions { MaxDegreeOfParallelism = dop, FailureMode = ItemFailureMode.SkipItem, BoundedCapacity = 5 });
        int[] outputs = await RunAll(block);
        int made = Made(step, after);
        CollectionAssert.AreEqual(
            (int[])[0, 1, 2, 3, 4, .. Enumerable.Range(1000, made), 2000, 2001, 2002, 2003, 2004], outputs);
        await block.Completion.WithTimeout();
        Assert.IsTrue(block.Failures.TryReceive(out ItemFailure<int>? failure));
        Assert.AreEqual(1, failure.Input);
        Assert.AreEqual("thrown", failure.Exception.Message);
        AssertAllDisposed(items);
        Assert.AreEqual("3 admitted = 2 released + 1 failed + 0 dropped + 0 queued + 0 running + 0 waiting", $"{block.Statistics}");
    }

    [TestMethod]
    [DynamicData(nameof(Throws))]
    public async Task Item_ThatIsCanceled_IsDroppedBehindItsOutputs(string step, int after, int dop, DelegateShape shape)
    {
        TrackedOutputs[] items = Items(step, after, new OperationCanceledException());
        OrderedTransformManyBlock<int, int> block = ManyBlocks.Create(
            shape, item => items[item], new OrderedBlockOptions { MaxDegreeOfParallelism = dop });
        int[] outputs = await RunAll(block);
        int made = Made(step, after);
        CollectionAssert.AreEqual(
            (int[])[0, 1, 2, 3, 4, .. Enumerable.Range(1000, made), 2000, 2001, 2002, 2003, 2004], outputs);
        await block.Completion.WithTimeout();
        AssertAllDisposed(items);
        Assert.AreEqual(1, block.Statistics.CanceledItems);
    }

    [TestMethod]
    [DynamicData(nameof(Throws))]
    public async Task Block_ThatFaultsInOrder_HandsOnWhatTheItemHasYielded(string step, int after, int dop, DelegateShape shape)
    {
        TrackedOutputs[] items = Items(step, after, new InvalidOperationException("thrown"));
        OrderedTransformManyBlock<int, int> block = ManyBlocks.Create(
            shape,
            item => items[item],
            new OrderedBlockOptions { MaxDegreeOfParallelism = dop, FailureMode = ItemFailureMode.FaultInOrder });
        int[] outputs = await RunAll(block);
        int made = Made(step, after);
        CollectionAssert.AreEqual((int[])[0, 1, 2, 3, 4, .. Enumerable.Range(1000, made)], outputs);
        await block.Completion.ToEnd();
        Assert.AreEqual("thrown", block.Completion.Exception!.InnerExceptions.Single().Message);
        AssertAllDisposed(items);
    }

    [TestMethod]
    [DynamicData(nameof(Throws))]
    public async Task Block_ThatFaults_HandsOnNothingBehindTheItem(string step, int after, int dop, DelegateShape shape)
    {
        TrackedOutputs[] items = Items(step, after, new InvalidOperationException("thrown"));
        OrderedTransformManyBlock<int, int> block = ManyBlocks.Create(
            shape, item => items[item], new OrderedBlockOptions { MaxDegreeOfParallelism = dop });
        int[] outputs = await RunAll(block);
        int[] most = [0, 1, 2, 3, 4, .. Enumerable.Range(1000, Made(step, after))];
        CollectionAssert.AreEqual(most[..outputs.Length], outputs);
        await block.Completion.ToEnd();
        Assert.AreEqual("thrown", block.Completion.Exception!.InnerExceptions.Single().Message);
        AssertAllDisposed(items);
    }

    [TestMethod]
    public async Task LastItem_ThatFails_FaultsInOrderBehindItsOutputs()
    {
        var outputs = new TrackedOutputs(0, 10) { ThrowsIn = "MoveNext", ThrowsAfter = 4 };
        var block = new OrderedTransformManyBlock<int, int>(
            _ => outputs, new OrderedBlockOptions { FailureMode = ItemFailureMode.FaultInOrder, OutputCapacity = 2 });
        block.Post(0);
        block.Complete();
        for (int i = 0; i < 4; i++)
        {
            Assert.AreEqual(i, await block.ReceiveAsync().WithTimeout());
        }

        await block.Completion.ToEnd();
        Assert.AreEqual(TaskStatus.Faulted, block.Completion.Status);
        Assert.AreEqual(1, outputs.Disposed);
    }

    [TestMethod]
    public async Task Token_OfAnAsynchronousEnumerator_FiresWhenTheBlockIsFaulted()
    {
        var waiting = new TaskCompletionSource();
        bool ended = false;
        async IAsyncEnumerable<int> Outputs([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token = default)
        {
            try
            {
                yield return 1;
                waiting.SetResult();
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                ended = true;
            }
        }

        var block = new OrderedTransformManyBlock<int, int>(_ => Outputs());
        block.Post(0);
        await waiting.Task.WithTimeout();
        block.Fault(new InvalidOperationException("ended"));
        await block.Completion.ToEnd();
        Assert.IsTrue(ended);
        Assert.AreEqual("ended", block.Completion.Exception!.InnerExceptions.Single().Message);
    }

    [TestMethod]
    public async Task TaskOfOutputs_ThatFailsTwice_ReportsBoth()
    {
        static Task<IEnumerable<int>> AllOf()
        {
            var source = new TaskCompletionSource<IEnumerable<int>>();
            source.SetException([new InvalidOperationException("one"), new InvalidOperationException("two")]);
            return source.Task;
        }

        var block = new OrderedTransformManyBlock<int, int>(static _ => AllOf());
        block.Post(0);
        await block.Completion.ToEnd();
        Assert.AreEqual("one two", string.Join(' ', block.Completion.Exception!.InnerExceptions.Select(static error => error.Message)));
    }

    private static TrackedOutputs[] Items(string step, int after, Exception error) =>
    [
        new TrackedOutputs(0, 5),
        new TrackedOutputs(1000, 5) { ThrowsIn = step, ThrowsAfter = after, Error = error },
        new TrackedOutputs(2000, 5),
    ];

    // How many outputs the item has handed over before it throws.
    private static int Made(string step, int after) => step switch
    {
        "GetEnumerator" => 0,
        "MoveNext" => after,
        "Current" => after - 1,
        _ => 5,
    };

    private static async Task<int[]> RunAll(OrderedTransformManyBlock<int, int> block)
    {
        var target = new ScriptedTarget();
        block.LinkTo(target, new DataflowLinkOptions { PropagateCompletion = true });
        for (int item = 0; item < 3; item++)
        {
            block.Post(item);
        }

        block.Complete();
        await target.Ended.WithTimeout();
        return target.Taken;
    }

    private static void AssertAllDisposed(TrackedOutputs[] items)
    {
        foreach (TrackedOutputs item in items)
        {
            Assert.AreEqual(item.Begun, item.Disposed);
            Assert.IsLessThanOrEqualTo(1, item.Begun);
            Assert.AreEqual(0, item.Overlaps);
        }
    }
}
