using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Issues;

/// <summary>Whoever faults or cancels a block may hold locks: none of its sources is called on that thread.</summary>
[TestClass]
public sealed class AbandonTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Abandon_WithQueuedItemsAndAWaitingSource_ReleasesItOnAnotherThread(bool cancel)
    {
        using var cancellation = new CancellationTokenSource();
        using var goOn = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                entered.Set();
                Assert.IsTrue(goOn.Wait(Await.Limit));
                return item;
            },
            new ExecutionDataflowBlockOptions { BoundedCapacity = 2, CancellationToken = cancellation.Token });
        block.Post(1);
        Assert.IsTrue(entered.Wait(Await.Limit));
        block.Post(2);
        var source = new OneMessageSource();
        Assert.AreEqual(
            DataflowMessageStatus.Postponed,
            ((ITargetBlock<int>)block).OfferMessage(new DataflowMessageHeader(1), 3, source, consumeToAccept: false));

        int abandoner = -1;
        var thread = new Thread(() =>
        {
            abandoner = Environment.CurrentManagedThreadId;
            if (cancel)
            {
                cancellation.Cancel();
            }
            else
            {
                block.Fault(new InvalidOperationException());
            }
        });
        thread.Start();
        thread.Join();
        Assert.AreNotEqual(abandoner, await Await.Ends(source.Asked));

        goOn.Set();
        await Await.EndsSomehow(block.Completion);
        Assert.AreEqual(2, block.Statistics.Dropped);
    }

    private sealed class OneMessageSource : ISourceBlock<int>
    {
        private readonly TaskCompletionSource<int> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The thread that asked for the message.</summary>
        public Task<int> Asked => _asked.Task;

        public Task Completion => throw new NotSupportedException();

        public int ConsumeMessage(DataflowMessageHeader messageHeader, ITargetBlock<int> target, out bool messageConsumed)
        {
            _asked.TrySetResult(Environment.CurrentManagedThreadId);
            messageConsumed = false;
            return 0;
        }

        public bool ReserveMessage(DataflowMessageHeader messageHeader, ITargetBlock<int> target)
        {
            _asked.TrySetResult(Environment.CurrentManagedThreadId);
            return false;
        }

        public void ReleaseReservation(DataflowMessageHeader messageHeader, ITargetBlock<int> target) =>
            throw new NotSupportedException();

        public IDisposable LinkTo(ITargetBlock<int> target, DataflowLinkOptions linkOptions) => throw new NotSupportedException();

        public void Complete() => throw new NotSupportedException();

        public void Fault(Exception exception) => throw new NotSupportedException();
    }
}
