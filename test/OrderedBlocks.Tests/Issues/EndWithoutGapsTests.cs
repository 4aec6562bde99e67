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
    [DataRow(By.Token, WorkerThreadMode.Pool)]
    [DataRow(By.Fault, WorkerThreadMode.Pool)]
    [DataRow(By.Drain, WorkerThreadMode.Pool)]
    [DataRow(By.Token, WorkerThreadMode.Dedicated)]
    [DataRow(By.Fault, WorkerThreadMode.Dedicated)]
    [DataRow(By.Drain, WorkerThreadMode.Dedicated)]
    public async Task End_OneDelegateHeedsItAndOneDoesNot_OutputIsWithoutGaps(By by, WorkerThreadMode workerThreads)
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
                WorkerThreadMode = workerThreads,
            });
        var target = new ActionBlock<int>(output.Add);
        block.LinkTo(target);
        Assert.AreEqual(9, block.PostRange([0, 1, 2, 3, 4, 5, 6, 7, 8]));
        Wait.Until(() => block.Statistics is { Released: 3, Waiting: 4, Running: 2 }, "all but 3 and 7 are finished");

        // An item counts as running a moment before its delegate is called.
        Assert.IsTrue(begun.Wait(Wait.Limit));

        await EndAsync(by, cancellation, block, block.DrainAsync);
        Wait.Until(() => block.Statistics.CanceledItems == 1, "3 has heard of it");
        stubborn.SetResult();
        await block.Completion.ToEnd();
        target.Complete();
        await target.Completion.WithTimeout();

        Assert.AreEqual("0 1 2", string.Join(' ', output.Entries));
        Assert.AreEqual((9, 3, 6), (block.Statistics.Admitted, block.Statistics.Released, block.Statistics.Dropped));
    }

    // The first is half through when its token fires, and yields no more; the second is finished; the third does not listen.
    [TestMethod]
    [DataRow(By.Token, false)]
    [DataRow(By.Fault, false)]
    [DataRow(By.Drain, false)]
    [DataRow(By.Token, true)]
    [DataRow(By.Fault, true)]
    [DataRow(By.Drain, true)]
    public async Task End_OneEnumeratorHeedsItByYieldingNoMore_OutputIsWithoutGaps(By by, bool isAsync)
    {
        using var cancellation = new CancellationTokenSource();
        using var isHalfThrough = new ManualResetEventSlim();
        using var hasBegun = new ManualResetEventSlim();
        using var stubborn = new ManualResetEventSlim();
        using var hasHeeded = new ManualResetEventSlim();
        var output = new Log<int>();
        OrderedBlockOptions options = new() { MaxDegreeOfParallelism = 3, CancellationToken = cancellation.Token };
        OrderedTransformManyBlock<int, int> block = isAsync
            ? new(AsyncOutputs, options)
            : new((item, token) => new ValueTask<IEnumerable<int>>(Outputs(item, token)), options);
        var target = new ActionBlock<int>(output.Add);
        block.LinkTo(target);
        Assert.AreEqual(3, block.PostRange([0, 1, 2]));
        Wait.ForEvent(isHalfThrough);
        Wait.Until(() => block.Statistics is { Waiting: 1, Running: 2 }, "the second is finished");

        // An item counts as running a moment before its delegate is called, and the end would drop one that has not begun.
        Wait.ForEvent(hasBegun);

        await EndAsync(by, cancellation, block, block.DrainAsync);
        Wait.ForEvent(hasHeeded);
        Wait.Until(() => block.Statistics.Running == 1, "the first has ended");

        // Nothing is to come here, so there is nothing to wait for but the fault itself, which would come at once.
        Assert.IsFalse(SpinWait.SpinUntil(() => output.Count > 2, TimeSpan.FromMilliseconds(50)));
        stubborn.Set();
        await block.Completion.ToEnd();
        target.Complete();
        await target.Completion.WithTimeout();

        Assert.AreEqual("0 1", string.Join(' ', output.Entries));

        IEnumerable<int> Outputs(int item, CancellationToken token)
        {
            yield return item * 10;
            yield return (item * 10) + 1;
            if (item == 0)
            {
                isHalfThrough.Set();
                Assert.IsTrue(token.WaitHandle.WaitOne(Wait.Limit));
                hasHeeded.Set();
            }
            else if (item == 2)
            {
                hasBegun.Set();
                Wait.ForEvent(stubborn);
                yield return 22;
            }
        }

        async IAsyncEnumerable<int> AsyncOutputs(
            int item, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            await Task.Yield();
            foreach (int next in Outputs(item, token))
            {
                yield return next;
            }
        }
    }

    private static async Task EndAsync(
        By by, CancellationTokenSource cancellation, IDataflowBlock block, Func<TimeSpan, CancellationToken, Task<DrainResult>> drain)
    {
        switch (by)
        {
            case By.Token:
                await cancellation.CancelAsync();
                break;

            case By.Fault:
                block.Fault(new InvalidOperationException());
                break;

            default:
                await drain(Timeout.InfiniteTimeSpan, new CancellationToken(canceled: true));
                break;
        }
    }
}
