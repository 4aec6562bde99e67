using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Keys;

/// <summary>The end of a block in which items wait for their key.</summary>
[TestClass]
public sealed class KeyEndTests
{
    private const int Items = 30;

    private static readonly int[] s_first = [0];

    private readonly Gate _gate = new();

    [TestMethod]
    [DataRow("fault")]
    [DataRow("cancel")]
    [DataRow("fail")]
    public async Task Parked_OfABlockThatIsAbandoned_AreDropped(string how)
    {
        using var source = new CancellationTokenSource();
        OrderedTransformBlock<int, int> block = Parked(TaskScheduler.Default, source.Token);
        var error = new InvalidOperationException();
        switch (how)
        {
            case "fault":
                block.Fault(error);
                break;

            case "cancel":
                await source.CancelAsync();
                break;

            default:
                _gate.Fail(0, error);
                break;
        }

        Await.Until(() => block.Statistics.Queued == 0, "what waits is dropped");
        Assert.AreEqual(how == "fail" ? 1 : 0, block.Statistics.Failed);
        if (how != "fail")
        {
            Assert.AreEqual(Items - 1, block.Statistics.Dropped);
            Assert.IsFalse(block.Completion.IsCompleted);
            _gate.Open(0);
        }

        await Await.EndsSomehow(block.Completion);

        Assert.AreEqual(how == "cancel" ? TaskStatus.Canceled : TaskStatus.Faulted, block.Completion.Status);
        CollectionAssert.AreEqual(s_first, _gate.Started);
        OrderedBlockStatistics end = block.Statistics;
        Assert.AreEqual(Items, end.Admitted);
        Assert.AreEqual(Items, end.Released + end.Failed + end.Dropped);
        Assert.AreEqual(0, end.Released);
        KeyedBlocks.AssertAtRest(block);
    }

    [TestMethod]
    public async Task Parked_OfABlockThatIsCompleted_AreDone()
    {
        OrderedTransformBlock<int, int> block = Parked(TaskScheduler.Default, default);
        block.Complete();
        _gate.OpenAll();
        foreach (int item in Enumerable.Range(0, Items))
        {
            Assert.AreEqual(item, await Await.Ends(block.ReceiveAsync()));
        }

        await Await.Ends(block.Completion);

        CollectionAssert.AreEqual(Enumerable.Range(0, Items).ToArray(), _gate.Started);
        KeyedBlocks.AssertAtRest(block);
    }

    // The scheduler runs nothing any more, and the key's queue is never left.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Parked_OnASchedulerThatHasStopped_DoNotHoldUpTheEnd(bool faultsFirst)
    {
        var scheduler = new ManualScheduler();
        OrderedTransformBlock<int, int> block = Parked(scheduler, default);
        if (faultsFirst)
        {
            block.Fault(new InvalidOperationException());
            _gate.Open(0);
        }
        else
        {
            _gate.Open(0);
            Await.Until(() => scheduler.Count > 0, "the worker is to go on");
            block.Fault(new InvalidOperationException());
        }

        await Await.EndsSomehow(block.Completion);

        OrderedBlockStatistics end = block.Statistics;
        Assert.AreEqual(Items, end.Released + end.Failed + end.Dropped);
        Assert.AreEqual(0, KeyedBlocks.TableOf(block).WaitingCount);
    }

    [TestMethod]
    public async Task Failures_AndCanceledItems_FreeTheirKey()
    {
        var block = new OrderedTransformBlock<int, int>(
            static async item =>
            {
                await Task.Yield();
                return item % 3 == 0 ? throw new OperationCanceledException() : item;
            },
            new OrderedBlockOptions<int, int> { KeySelector = static _ => 0, MaxDegreeOfParallelism = 3, BoundedCapacity = 20 });
        var output = new BufferBlock<int>();
        block.LinkTo(output);
        foreach (int item in Enumerable.Range(0, 1000))
        {
            Assert.IsTrue(await Await.Ends(block.SendAsync(item)));
        }

        block.Complete();
        await Await.Ends(block.Completion);

        Assert.IsTrue(output.TryReceiveAll(out IList<int>? all));
        CollectionAssert.AreEqual(Enumerable.Range(0, 1000).Where(static item => item % 3 != 0).ToArray(), all.ToArray());
        KeyedBlocks.AssertAtRest(block);
    }

    // Blocks are ended at random moments.
    [TestMethod]
    public async Task Blocks_AbandonedAnywhere_EndWithExactCounts()
    {
        var random = new Random(3);
        for (int round = 0; round < 300; round++)
        {
            var block = new OrderedTransformBlock<int, int>(
                static item =>
                {
                    Thread.SpinWait(item & 31);
                    return item;
                },
                new OrderedBlockOptions<int, int> { KeySelector = static item => item & 1, MaxDegreeOfParallelism = 3 });
            var output = new BufferBlock<int>();
            block.LinkTo(output);
            int end = random.Next(200);
            int accepted = 0;
            for (int item = 0; item < 200; item++)
            {
                if (item == end)
                {
                    _ = Task.Run(() => block.Fault(new InvalidOperationException()));
                }

                accepted += block.Post(item) ? 1 : 0;
            }

            await Await.EndsSomehow(block.Completion);

            OrderedBlockStatistics statistics = block.Statistics;
            Assert.AreEqual(accepted, statistics.Admitted);
            Assert.AreEqual(accepted, statistics.Released + statistics.Dropped);
            int[] all = output.TryReceiveAll(out IList<int>? received) ? [.. received] : [];
            CollectionAssert.AreEqual(Enumerable.Range(0, all.Length).ToArray(), all);
            Assert.HasCount((int)statistics.Released, all);
            Assert.AreEqual(0, KeyedBlocks.TableOf(block).WaitingCount);
        }
    }

    // All of one key: the first is in work, the others are parked.
    private OrderedTransformBlock<int, int> Parked(TaskScheduler scheduler, CancellationToken token)
    {
        var block = new OrderedTransformBlock<int, int>(
            _gate.Run,
            new OrderedBlockOptions<int, int>
            {
                KeySelector = static _ => 0,
                MaxDegreeOfParallelism = 2,
                TaskScheduler = scheduler,
                CancellationToken = token,
            });
        foreach (int item in Enumerable.Range(0, Items))
        {
            block.Post(item);
        }

        (scheduler as ManualScheduler)?.RunAll();
        Await.Until(() => KeyedBlocks.TableOf(block).WaitingCount == Items - 1, "all but the first are parked");
        Assert.AreEqual(Items - 1, block.Statistics.Queued);
        Assert.AreEqual(1, block.Statistics.Running);
        return block;
    }
}
