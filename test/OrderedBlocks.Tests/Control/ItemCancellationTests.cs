using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>Delegates that end with an OperationCanceledException, where that is a failure.</summary>
[TestClass]
public sealed class ItemCancellationTests
{
    public static IEnumerable<object[]> Cases =>
        from consumes in s_both
        from shape in Enum.GetValues<DelegateShape>()
        from late in s_both
        from action in Enum.GetValues<ItemFailureMode>()
        select new object[] { consumes, shape, late, action };

    private static readonly bool[] s_both = [false, true];

    // What an HttpClient's timeout looks like: canceled, by a token of nobody's, for a reason.
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Fail_ATimeout_IsAFailure(bool consumes, DelegateShape shape, bool late, ItemFailureMode action)
    {
        var error = new TaskCanceledException("Timed out.", new TimeoutException(), new CancellationToken(canceled: true));
        EitherBlock block = Create(consumes, shape, action, late, error, ItemCancellationMode.FailItem, CancellationToken.None);
        await AssertFailed(block, action, error);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task DropItem_ATimeout_DropsTheItem(bool consumes, DelegateShape shape, bool late, ItemFailureMode action)
    {
        var error = new TaskCanceledException("Timed out.", new TimeoutException(), new CancellationToken(canceled: true));
        EitherBlock block = Create(consumes, shape, action, late, error, ItemCancellationMode.DropItem, CancellationToken.None);
        await AssertDropped(block);
    }

    // The block's token has not fired; but this says that it was the block.
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Fail_TheExceptionCarriesTheBlocksToken_DropsTheItem(
        bool consumes, DelegateShape shape, bool late, ItemFailureMode action)
    {
        using var cancellation = new CancellationTokenSource();
        var error = new OperationCanceledException(cancellation.Token);
        EitherBlock block = Create(consumes, shape, action, late, error, ItemCancellationMode.FailItem, cancellation.Token);
        await AssertDropped(block);
    }

    // A token that stands for the block's among others does not say so.
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Fail_TheExceptionCarriesALinkedToken_IsAFailure(
        bool consumes, DelegateShape shape, bool late, ItemFailureMode action)
    {
        using var cancellation = new CancellationTokenSource();
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation.Token);
        var error = new OperationCanceledException(linked.Token);
        EitherBlock block = Create(consumes, shape, action, late, error, ItemCancellationMode.FailItem, cancellation.Token);
        await AssertFailed(block, action, error);
    }

    // Unless the block's token has fired: then it is the block's end, whatever the exception carries.
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Fail_TheBlocksTokenHasFired_IsNoFailure(bool consumes, DelegateShape shape, bool late, ItemFailureMode action)
    {
        using var cancellation = new CancellationTokenSource();
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation.Token);
        using var started = new ManualResetEventSlim();
        var setup = new BlockSetup(consumes, shape, WorkerThreadMode.Pool, Dop: 1, DataflowBlockOptions.Unbounded);
        OrderedBlockOptions options = setup.Options();
        options.FailureMode = action;
        options.CancellationMode = ItemCancellationMode.FailItem;
        options.CancellationToken = cancellation.Token;
        async Task<int> WaitForToken(int item)
        {
            if (late)
            {
                await Task.Yield();
            }

            started.Set();
            Assert.IsTrue(linked.Token.WaitHandle.WaitOne(Wait.Limit));
            throw new OperationCanceledException(linked.Token);
        }

        var block = new EitherBlock(setup, WaitForToken, options);
        block.Post(1, 2);
        Wait.ForEvent(started);
        await cancellation.CancelAsync();
        await Ends.Canceled(block.Completion);
        Assert.AreEqual(
            new OrderedBlockStatistics { Admitted = 2, CanceledItems = 1, DroppedByCancellation = 1 }, block.Statistics);
        await block.Failures.Completion.WithTimeout();
    }

    [TestMethod]
    public async Task Fail_ConsumeIsCanceled_HandsOnTheItem()
    {
        var block = new OrderedActionBlock<string, int>(
            int.Parse,
            static result => result == 2 ? Task.FromCanceled(new CancellationToken(canceled: true)) : Task.CompletedTask,
            new OrderedBlockOptions
            {
                FailureMode = ItemFailureMode.SkipItem,
                CancellationMode = ItemCancellationMode.FailItem,
            });
        Assert.AreEqual(3, block.PostRange(["1", "2", "3"]));
        block.Complete();
        await block.Completion.WithTimeout();
        Assert.IsTrue(block.Failures.TryReceive(out ItemFailure<string>? failure));
        Assert.AreEqual(("2", 1L), (failure.Input, failure.Position));
        Assert.IsExactInstanceOfType<TaskCanceledException>(failure.Exception);
        Assert.AreEqual(new OrderedBlockStatistics { Admitted = 3, Released = 2, Failed = 1 }, block.Statistics);
    }

    // A task that was not thrown into is canceled without an exception of its own.
    [TestMethod]
    [DynamicData(nameof(BlockSetup.Serial), typeof(BlockSetup))]
    public async Task Fail_ACanceledTask_IsAFailure(BlockSetup setup)
    {
        OrderedBlockOptions options = setup.Options();
        options.FailureMode = ItemFailureMode.SkipItem;
        options.CancellationMode = ItemCancellationMode.FailItem;
        var block = new EitherBlock(
            setup,
            static item => item == 2 ? Task.FromCanceled<int>(new CancellationToken(canceled: true)) : Task.FromResult(item),
            options);
        block.Post(1, 2, 3);
        block.Complete();
        await block.Completion.WithTimeout();
        Ends.With([1, 3], block.Outputs.Entries);
        Assert.IsTrue(block.Failures.TryReceive(out ItemFailure<int>? failure));
        Assert.IsInstanceOfType<OperationCanceledException>(failure.Exception);
        Assert.AreEqual(2, failure.Input);
    }

    [TestMethod]
    public void OnItemCanceled_NoneOfTheValues_IsRefused()
    {
        ArgumentOutOfRangeException error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            static () => new OrderedBlockOptions { CancellationMode = (ItemCancellationMode)(-1) });
        Assert.Contains("CancellationMode must be one of DropItem, FailItem.", error.Message);
    }

    // Item 2 of three is canceled.
    private static EitherBlock Create(
        bool consumes,
        DelegateShape shape,
        ItemFailureMode action,
        bool late,
        OperationCanceledException error,
        ItemCancellationMode canceled,
        CancellationToken token)
    {
        var setup = new BlockSetup(consumes, shape, WorkerThreadMode.Pool, Dop: 1, DataflowBlockOptions.Unbounded);
        OrderedBlockOptions options = setup.Options();
        options.FailureMode = action;
        options.CancellationMode = canceled;
        options.CancellationToken = token;
        async Task<int> Throw(int item)
        {
            if (late)
            {
                await Task.Yield();
            }

            return item == 2 ? throw error : item;
        }

        var block = new EitherBlock(
            setup, item => !late && item == 2 && shape == DelegateShape.Task ? throw error : Throw(item), options);
        Assert.AreEqual(3, block.PostRange([1, 2, 3]));
        block.Complete();
        return block;
    }

    private static async Task AssertDropped(EitherBlock block)
    {
        await block.Completion.WithTimeout();
        Ends.With([1, 3], block.Outputs.Entries);
        Assert.AreEqual(new OrderedBlockStatistics { Admitted = 3, Released = 2, CanceledItems = 1 }, block.Statistics);
        Assert.IsFalse(block.Failures.TryReceive(out _));
    }

    private static async Task AssertFailed(EitherBlock block, ItemFailureMode action, Exception error)
    {
        if (action == ItemFailureMode.SkipItem)
        {
            await block.Completion.WithTimeout();
            Ends.With([1, 3], block.Outputs.Entries);
            Assert.IsTrue(block.Failures.TryReceive(out ItemFailure<int>? failure));
            Assert.AreSame(error, failure.Exception);
            Assert.AreEqual((2, 1L), (failure.Input, failure.Position));
            Assert.AreEqual(new OrderedBlockStatistics { Admitted = 3, Released = 2, Failed = 1 }, block.Statistics);
            return;
        }

        await Ends.Faulted(block.Completion, error);
        OrderedBlockStatistics counts = block.Statistics;
        Assert.AreEqual((3L, 1L), (counts.Admitted, counts.Failed));
        Assert.AreEqual(2L, counts.Released + counts.DroppedByFault);
        if (action == ItemFailureMode.FaultInOrder)
        {
            Ends.With([1], block.Outputs.Entries);
        }
    }
}
