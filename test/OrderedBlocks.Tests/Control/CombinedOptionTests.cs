using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>Where two of the options meet.</summary>
[TestClass]
public sealed class CombinedOptionTests
{
    [TestMethod]
    public async Task FaultInOrder_SelectorThrowsBehindTheFailedItem_ItemIsDropped()
    {
        var first = new TaskCompletionSource();
        var second = new TaskCompletionSource();
        var block = new OrderedTransformBlock<int, int>(
            async item =>
            {
                await (item == 0 ? first : second).Task;
                return item == 1 ? throw new ArithmeticException() : item;
            },
            new OrderedBlockOptions<int, int>
            {
                KeySelector = static item => item == 2 ? throw new InvalidOperationException() : item,
                MaxDegreeOfParallelism = 2,
                FailureMode = ItemFailureMode.FaultInOrder,
            });
        Assert.AreEqual(3, block.PostRange([0, 1, 2]));
        second.SetResult();
        Wait.Until(() => block.Statistics is { Failed: 1, Dropped: 1 }, "1 has failed, and 2 is dropped");
        first.SetResult();

        Assert.AreEqual(0, await block.ReceiveAsync().WithTimeout());
        await block.Completion.ToEnd();

        Assert.HasCount(1, block.Completion.Exception!.InnerExceptions);
        Assert.IsInstanceOfType<ArithmeticException>(block.Completion.Exception.InnerException);
    }

    [TestMethod]
    public async Task DrainAsync_PausedMeanwhile_GoesOn()
    {
        var gate = new TaskCompletionSource();
        var block = new OrderedActionBlock<int, int>(
            async item =>
            {
                await gate.Task;
                return item;
            },
            static _ => { },
            new OrderedBlockOptions { MaxDegreeOfParallelism = 2 });
        Assert.AreEqual(5, block.PostRange([1, 2, 3, 4, 5]));
        Task<DrainResult> drain = block.DrainAsync(Timeout.InfiniteTimeSpan);

        block.DegreeOfParallelism = 0;
        Assert.AreEqual(2, block.DegreeOfParallelism);
        gate.SetResult();
        DrainResult result = await drain.WithTimeout();

        Assert.AreEqual((true, 5, 0), (result.CompletedInTime, result.Released, result.Unprocessed));
    }

    [TestMethod]
    public async Task OnTargetsGone_LimitedLinkIsUsedUpAfterAnotherHasDeclined_WaitsForSomebodyElse()
    {
        var block = new OrderedTransformBlock<int, int>(
            static item => item, new OrderedBlockOptions { TargetsGoneMode = TargetsGoneMode.Fault });
        var ended = new ActionBlock<int>(static _ => { });
        ended.Complete();
        await ended.Completion.WithTimeout();
        var one = new BufferBlock<int>();
        block.LinkTo(ended);
        block.LinkTo(one, new DataflowLinkOptions { MaxMessages = 1 });
        Assert.AreEqual(2, block.PostRange([1, 2]));
        Assert.AreEqual(1, await one.ReceiveAsync().WithTimeout());
        Assert.AreEqual(2, await block.ReceiveAsync().WithTimeout());

        block.Complete();
        await block.Completion.WithTimeout();
    }

    [TestMethod]
    public async Task SkipItem_OneExceptionForAll_IsNotWrittenTo()
    {
        var shared = new InvalidOperationException("Not today.");
        var block = new OrderedTransformBlock<int, int>(
            item => item > 0 ? throw shared : item, new OrderedBlockOptions { FailureMode = ItemFailureMode.SkipItem });
        Assert.AreEqual(3, block.PostRange([1, 2, 3]));
        block.Complete();
        await block.Completion.WithTimeout();

        Assert.IsTrue(block.Failures.TryReceiveAll(out IList<ItemFailure<int>>? failures));
        Assert.AreEqual("1 2 3", string.Join(' ', failures.Select(static failure => failure.Input)));
        Assert.IsTrue(failures.All(failure => failure.Exception == shared));
        Assert.IsEmpty(shared.Data);
    }
}
