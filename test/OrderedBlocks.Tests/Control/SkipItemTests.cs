using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>A block that goes on without the items that fail.</summary>
[TestClass]
public sealed class SkipItemTests
{
    private static readonly DataflowLinkOptions s_propagate = new() { PropagateCompletion = true };

    public static IEnumerable<object[]> Lengths =>
        from setup in BlockSetup.All
        from perTask in s_perTask
        select new[] { setup[0], perTask };

    private static readonly int[] s_perTask = [1, DataflowBlockOptions.Unbounded];

    [TestMethod]
    [DynamicData(nameof(Lengths))]
    public async Task Items_SomeFail_TheOthersComeOutInOrder(BlockSetup setup, int perTask)
    {
        const int Items = 800;
        OrderedBlockOptions options = Options(setup, capacity: 8);
        options.MaxMessagesPerTask = perTask;
        DateTimeOffset before = DateTimeOffset.UtcNow;
        var block = new EitherBlock(setup, static item => Fails(item) ? throw New(item) : Task.FromResult(item), options);
        var letters = new FailureTarget(int.MaxValue);
        block.Failures.LinkTo(letters, s_propagate);
        await block.SendAsync(Enumerable.Range(0, Items));
        block.Complete();
        await block.Completion.WithTimeout();
        Assert.IsNull(await letters.Ended.WithTimeout());
        Ends.With(Enumerable.Range(0, Items).Where(static item => !Fails(item)), block.Outputs.Entries);
        ItemFailure<int>[] failures = letters.Taken.Entries;
        Ends.With(
            Enumerable.Range(0, Items).Where(Fails).Select(static item => (item, (long)item, $"{item}")),
            (setup.Dop == 1 ? failures : failures.OrderBy(static failure => failure.Position).ToArray())
                .Select(static failure => (failure.Input, failure.Position, failure.Exception.Message)));
        Assert.IsTrue(Array.TrueForAll(failures, failure => failure.FailedAt >= before && failure.FailedAt <= DateTimeOffset.UtcNow));
        int failed = failures.Length;
        Assert.AreEqual(
            new OrderedBlockStatistics { Admitted = Items, Released = Items - failed, Failed = failed }, block.Statistics);

        // Single ones, and a long row of them behind cheap items.
        static bool Fails(int item) => item is 0 or 1999 or (>= 500 and < 1500) || item % 100 == 7;
    }

    [TestMethod]
    [DynamicData(nameof(BlockSetup.All), typeof(BlockSetup))]
    public async Task Items_AllFail_NothingComesOut(BlockSetup setup)
    {
        var block = new EitherBlock(setup, static item => throw New(item), Options(setup, DataflowBlockOptions.Unbounded));
        await block.SendAsync(Enumerable.Range(0, 1000));
        block.Complete();
        await block.Completion.WithTimeout();
        Assert.IsEmpty(block.Outputs.Entries);
        Assert.IsTrue(block.Failures.TryReceiveAll(out IList<ItemFailure<int>>? failures));
        Ends.With(Enumerable.Range(0, 1000), failures.Select(static failure => failure.Input).Order());
        Assert.AreEqual(new OrderedBlockStatistics { Admitted = 1000, Failed = 1000 }, block.Statistics);
    }

    [TestMethod]
    public async Task Item_FailsWithSeveralExceptions_HasThemAll()
    {
        Exception[] errors = [new InvalidOperationException("one"), new FormatException("two")];
        var source = new TaskCompletionSource<int>();
        source.SetException(errors);
        var block = new OrderedTransformBlock<int, int>(
            _ => source.Task, new OrderedBlockOptions { FailureMode = ItemFailureMode.SkipItem });
        Assert.IsTrue(block.Post(7));
        ItemFailure<int> failure = await block.Failures.ReceiveAsync().WithTimeout();
        AggregateException all = Assert.IsExactInstanceOfType<AggregateException>(failure.Exception);
        CollectionAssert.AreEqual(errors, all.InnerExceptions);
        Assert.AreEqual(7, failure.Input);
    }

    // Whatever ends the block, its failures complete, as soon as they have been taken.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public async Task Block_Faulted_FailuresComplete(BlockSetup setup) => await AssertFailuresComplete(setup, isFaulted: true);

    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public async Task Block_Canceled_FailuresComplete(BlockSetup setup) => await AssertFailuresComplete(setup, isFaulted: false);

    [TestMethod]
    [DataRow(ItemFailureMode.FaultBlock)]
    [DataRow(ItemFailureMode.FaultInOrder)]
    public async Task Failures_OfABlockThatFaults_AreEmptyAndCompleteWithIt(ItemFailureMode action)
    {
        foreach (WorkerThreadMode threads in Enum.GetValues<WorkerThreadMode>())
        {
            foreach (bool isAskedForLate in (bool[])[false, true])
            {
                var block = new OrderedActionBlock<int, int>(
                    new Func<int, int>(static item => throw New(item)),
                    static _ => { },
                    new OrderedBlockOptions { FailureMode = action, WorkerThreadMode = threads });
                var letters = new FailureTarget(capacity: 1);
                if (!isAskedForLate)
                {
                    block.Failures.LinkTo(letters, s_propagate);
                }

                Assert.IsTrue(block.Post(1));
                await block.Completion.ToEnd();
                if (isAskedForLate)
                {
                    block.Failures.LinkTo(letters, s_propagate);
                }

                Assert.IsNull(await letters.Ended.WithTimeout());
                Assert.IsEmpty(letters.Taken.Entries);
                Assert.AreEqual(0, block.Statistics.LostFailures);
            }
        }
    }

    // Nobody keeps an item that has failed and been taken, nor one that was consumed.
    [TestMethod]
    public async Task Items_AfterTheyHaveLeft_AreNotKept()
    {
        var block = new OrderedActionBlock<object, int>(
            static item => item is string ? throw new InvalidOperationException() : 1,
            static _ => { },
            new OrderedBlockOptions { FailureMode = ItemFailureMode.SkipItem, BoundedCapacity = 16 });
        List<WeakReference> items = [.. Enumerable.Range(0, 12).Select(item => PostNew(block, item % 3 == 0))];
        Counts.Assert(new() { Admitted = 12, Released = 8, Failed = 4 }, () => block.Statistics);
        TakeAll(block);
        Wait.Until(
            () =>
            {
                GC.Collect();
                return !items.Exists(static item => item.IsAlive);
            },
            "An item is still kept.");
        block.Complete();
        await block.Completion.WithTimeout();
    }

    // The sender works, its item fails, and there is no place for it: the sender is not kept by that.
    [TestMethod]
    public async Task CallerRuns_TheFailuresAreFull_TheSenderIsNotKept()
    {
        var consumed = new Log<int>();
        var block = new OrderedActionBlock<int, int>(
            static item => item < 40 ? throw New(item) : item,
            consumed.Add,
            new OrderedBlockOptions
            {
                FailureMode = ItemFailureMode.SkipItem,
                FailureCapacity = 1,
                BoundedCapacity = 4,
                MaxDegreeOfParallelism = 2,
                CallerRuns = true,
            });
        var letters = new FailureTarget(capacity: 0);
        block.Failures.LinkTo(letters, s_propagate);
        Task<bool>[] sends = [.. Enumerable.Range(0, 60).Select(block.SendAsync)];
        Counts.Assert(new() { Admitted = 5, Failed = 1, Running = 2, Queued = 2 }, () => block.Statistics);
        letters.Open(100);
        bool[] sent = await Task.WhenAll(sends).WithTimeout();
        Assert.IsTrue(Array.TrueForAll(sent, static accepted => accepted));
        block.Complete();
        await block.Completion.WithTimeout();
        Assert.IsNull(await letters.Ended.WithTimeout());
        Ends.With(Enumerable.Range(0, 40), letters.Taken.Entries.Select(static failure => failure.Input).Order());
        Ends.With(Enumerable.Range(40, 20), consumed.Entries);
    }

    [TestMethod]
    public void FailureCapacity_OutOfRange_IsRefused()
    {
        var options = new OrderedBlockOptions();
        Assert.AreEqual(128, options.FailureCapacity);
        foreach (int value in (int[])[0, -2, int.MinValue])
        {
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.FailureCapacity = value);
        }

        options.FailureCapacity = DataflowBlockOptions.Unbounded;
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.FailureMode = (ItemFailureMode)3);
    }

    private static OrderedBlockOptions Options(BlockSetup setup, int capacity)
    {
        OrderedBlockOptions options = setup.Options();
        options.FailureMode = ItemFailureMode.SkipItem;
        options.FailureCapacity = capacity;
        return options;
    }

    private static InvalidOperationException New(int item) => new($"{item}");

    private static WeakReference PostNew(OrderedActionBlock<object, int> block, bool fails)
    {
        object item = fails ? new string('x', 3) : new object();
        Assert.IsTrue(block.Post(item));
        return new WeakReference(item);
    }

    private static void TakeAll(OrderedActionBlock<object, int> block)
    {
        Assert.IsTrue(block.Failures.TryReceiveAll(out IList<ItemFailure<object>>? failures));
        Assert.HasCount(4, failures);
    }

    // 1 is kept, 2 waits for a place, 3 is queued.
    private static async Task AssertFailuresComplete(BlockSetup setup, bool isFaulted)
    {
        var error = new InvalidOperationException("From outside.");
        using var cancellation = new CancellationTokenSource();
        OrderedBlockOptions options = Options(setup, capacity: 1);
        options.CancellationToken = cancellation.Token;
        var block = new EitherBlock(setup, static item => throw New(item), options);
        var letters = new FailureTarget(capacity: 0);
        block.Failures.LinkTo(letters, s_propagate);
        block.Post(1, 2, 3);
        block.AssertCounts(new() { Admitted = 3, Failed = 1, Running = 1, Queued = 1 });
        block.WaitUntilAFailureWaits();
        if (isFaulted)
        {
            block.Target.Fault(error);
            await Ends.Faulted(block.Completion, error);
            Assert.AreEqual(
                new OrderedBlockStatistics { Admitted = 3, Failed = 2, LostFailures = 1, DroppedByFault = 1 }, block.Statistics);
        }
        else
        {
            await cancellation.CancelAsync();
            await Ends.Canceled(block.Completion);
            Assert.AreEqual(
                new OrderedBlockStatistics { Admitted = 3, Failed = 2, LostFailures = 1, DroppedByCancellation = 1 },
                block.Statistics);
        }

        Assert.IsFalse(letters.Ended.IsCompleted);
        letters.Open(1);
        Assert.IsNull(await letters.Ended.WithTimeout());
        Ends.With([1], letters.Taken.Entries.Select(static failure => failure.Input));
    }
}
