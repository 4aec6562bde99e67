using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Issues;

/// <summary>A source that throws has given no message, whatever it has said before.</summary>
[TestClass]
public sealed class ThrowingSourceTests
{
    [TestMethod]
    public async Task OfferMessage_WhoseSourceThrowsAfterConsuming_LeavesNothingBehind()
    {
        var block = new OrderedTransformBlock<int, int>(
            static item => item,
            new ExecutionDataflowBlockOptions { BoundedCapacity = 1 });
        ITargetBlock<int> target = block;

        Assert.ThrowsExactly<NotSupportedException>(
            () => target.OfferMessage(new DataflowMessageHeader(1), 3, new ThrowingSource(), consumeToAccept: true));

        Assert.IsTrue(block.Post(4));
        block.Complete();
        Assert.AreEqual(4, await Await.Ends(block.ReceiveAsync()));
        await Await.Ends(block.Completion);
    }

    private sealed class ThrowingSource : ISourceBlock<int>
    {
        public Task Completion => throw new NotSupportedException();

        public int ConsumeMessage(DataflowMessageHeader messageHeader, ITargetBlock<int> target, out bool messageConsumed)
        {
            messageConsumed = true;
            throw new NotSupportedException();
        }

        public bool ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<int> target) =>
            throw new NotSupportedException();

        public void ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<int> target) =>
            throw new NotSupportedException();

        public IDisposable LinkTo(ITargetBlock<int> target, DataflowLinkOptions linkOptions) => throw new NotSupportedException();

        public void Complete() => throw new NotSupportedException();

        public void Fault(Exception exception) => throw new NotSupportedException();
    }
}
