using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Keys;

/// <summary>A selector that does what it must not: it uses its own block.</summary>
[TestClass]
public sealed class KeyReentrancyTests
{
    private const int Items = 50;

    private OrderedTransformBlock<int, int> _block = null!;

    [TestMethod]
    [DataRow(1, false)]
    [DataRow(4, false)]
    [DataRow(4, true)]
    public async Task KeySelector_ThatPostsOnAnInlineScheduler_IsServed(int workers, bool pends)
    {
        int Select(int item)
        {
            if (item < Items)
            {
                _block.Post(item + Items);
            }

            return item & 1;
        }

        OrderedBlockOptions<int, int> options =
            new() { KeySelector = Select, MaxDegreeOfParallelism = workers, TaskScheduler = new InlineScheduler() };
        _block = pends ? new(PendAsync, options) : new(static item => item, options);
        await AssertAllCome(expected: Items * 2);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task KeySelector_ThatSendsToItsFullBlock_IsNoHelper(bool callerRuns)
    {
        int Select(int item)
        {
            if (item < Items)
            {
                _ = _block.SendAsync(item + Items);
            }

            return item & 1;
        }

        _block = new(
            static item => item,
            new OrderedBlockOptions<int, int>
            {
                KeySelector = Select,
                MaxDegreeOfParallelism = 4,
                BoundedCapacity = 2,
                CallerRuns = callerRuns,
            });
        await AssertAllCome(expected: Items * 2);
    }

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(false, true)]
    [DataRow(true, false)]
    [DataRow(true, true)]
    public async Task KeySelector_ThatEndsItsBlock_LeavesNothing(bool cancels, bool inline)
    {
        using var source = new CancellationTokenSource();
        using var isPosted = new ManualResetEventSlim();
        int Select(int item)
        {
            if (item == Items / 2)
            {
                if (cancels)
                {
                    source.Cancel();
                }
                else
                {
                    _block.Fault(new InvalidOperationException());
                }
            }

            return 0;
        }

        // The first item is in work until all are posted, so that there are parked ones before and behind that one.
        _block = new(
            item => Task.Run(() =>
            {
                TestBlocks.Wait.ForEvent(isPosted);
                return item;
            }),
            new OrderedBlockOptions<int, int>
            {
                KeySelector = Select,
                MaxDegreeOfParallelism = 3,
                CancellationToken = source.Token,
                TaskScheduler = inline ? new InlineScheduler() : TaskScheduler.Default,
            });
        int accepted = Enumerable.Range(0, Items).Count(item => _block.Post(item));
        isPosted.Set();

        await Await.EndsSomehow(_block.Completion);

        Assert.AreEqual(cancels ? TaskStatus.Canceled : TaskStatus.Faulted, _block.Completion.Status);
        OrderedBlockStatistics end = _block.Statistics;
        Assert.AreEqual(accepted, end.Admitted);
        Assert.AreEqual(accepted, end.Dropped + end.Released);
        KeyedBlocks.AssertAtRest(_block);
    }

    // Past the scheduler, which would run it on the spot.
    private static Task<int> PendAsync(int item) => Task.Run(() => item);

    private async Task AssertAllCome(int expected)
    {
        List<int> output = [];
        var sink = new ActionBlock<int>(output.Add);
        _block.LinkTo(sink, new DataflowLinkOptions { PropagateCompletion = true });
        foreach (int item in Enumerable.Range(0, Items))
        {
            Assert.IsTrue(await Await.Ends(_block.SendAsync(item)));
        }

        Await.Until(() => _block.Statistics.Released == expected, $"all have come out: {_block.Statistics}");
        _block.Complete();
        await Await.Ends(sink.Completion);

        CollectionAssert.AreEquivalent(Enumerable.Range(0, expected).ToArray(), output);
        CollectionAssert.AreEqual(Enumerable.Range(0, Items).ToArray(), output.Where(static item => item < Items).ToArray());
        KeyedBlocks.AssertAtRest(_block);
    }
}
