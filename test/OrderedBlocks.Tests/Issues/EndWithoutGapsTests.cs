using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Issues;

/// <summary>
/// An item that ends early because the block is being ended left a gap: what was finished behind it came out while another delegate
/// still ran.
/// </summary>
[TestClass]
public sealed class EndWithoutGapsTests
{
    public enum By
    {
        Token,
        Fault,
        Drain,
    }

    [TestMethod]
    [DataRow(By.Token, WorkerThreads.Pool)]
    [DataRow(By.Fault, WorkerThreads.Pool)]
    [DataRow(By.Drain, WorkerThreads.Pool)]
    [DataRow(By.Token, WorkerThreads.Dedicated)]
    [DataRow(By.Fault, WorkerThreads.Dedicated)]
    [DataRow(By.Drain, WorkerThreads.Dedicated)]
    public async Task End_OneDelegateHeedsItAndOneDoesNot_OutputIsWithoutGaps(By by, WorkerThreads workerThreads)
    {
        using var cancellation = new CancellationTokenSource();
        var stubborn = new TaskCompletionSource();
        var begun = new CountdownEvent(2);
        var output = new Log<int>();
        var block = new OrderedTransformBlock<int, int>(
            async (item, token) =>
            {
                if (item is 3 or 7)
                {
                    begun.Signal();
                }

                if (item == 3)
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                else if (item == 7)
                {
                    await stubborn.Task;
                }

                return item;
            },
            new OrderedBlockOptions
            {
                MaxDegreeOfParallelism = 4,
                CancellationToken = cancellation.Token,
                WorkerThreads = workerThreads,
            });
        var target = new ActionBlock<int>(output.Add);
        block.LinkTo(target);
        Assert.AreEqual(9, block.PostRange([0, 1, 2, 3, 4, 5, 6, 7, 8]));
        Wait.Until(() => block.Statistics is { Released: 3, Waiting: 4, Running: 2 }, "all but 3 and 7 are finished");

        // An item counts as running a moment before its delegate is called.
        Assert.IsTrue(begun.Wait(Wait.Limit));

        switch (by)
        {
            case By.Token:
                await cancellation.CancelAsync();
                break;

            case By.Fault:
                block.Fault(new InvalidOperationException());
                break;

            default:
                await block.DrainAsync(Timeout.InfiniteTimeSpan, new CancellationToken(canceled: true));
                break;
        }

        Wait.Until(() => block.Statistics.CancelledItems == 1, "3 has heard of it");
        stubborn.SetResult();
        await block.Completion.ToEnd();
        target.Complete();
        await target.Completion.WithTimeout();

        Assert.AreEqual("0 1 2", string.Join(' ', output.Entries));
        Assert.AreEqual((9, 3, 6), (block.Statistics.Admitted, block.Statistics.Released, block.Statistics.Dropped));
    }
}
