using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Blocks;

/// <summary>
/// Senders that lend a hand, while every thread of the pool is blocked: whatever is done is done by them. By themselves, and
/// nothing is awaited, as in <see cref="BlockedPoolTests"/>.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class CallerRunsTests
{
    private const int Capacity = 8;

    private readonly List<(int Item, int Thread)> _produced = [];
    private readonly List<int> _consumed = [];

    [TestMethod]
    public void SendAsync_Full_DoesTheWaitingWorkOnTheSendersThread()
    {
        using var pool = new BlockedPool();
        OrderedActionBlock<int, int> block = ActionBlock(dop: 2, callerRuns: true);
        Fill(block);
        Assert.IsEmpty(_produced);

        Task<bool> sent = block.SendAsync(Capacity);

        Assert.IsTrue(sent.IsCompletedSuccessfully && sent.Result);
        CollectionAssert.AreEqual(
            Enumerable.Range(0, _produced.Count).Select(static item => (item, Environment.CurrentManagedThreadId)).ToArray(),
            _produced);
        CollectionAssert.AreEqual(Enumerable.Range(0, _produced.Count).ToArray(), _consumed);
        Assert.IsGreaterThanOrEqualTo(1, _produced.Count);
        Assert.AreEqual(Capacity + 1, block.Statistics.Admitted);
        Assert.AreEqual(_consumed.Count, block.Statistics.Released);
        pool.AssertNothingGotThrough();
    }

    [TestMethod]
    public void SendAsync_FullTransform_HandsTheOutputsOnToo()
    {
        const int Items = 1000;
        using var pool = new BlockedPool();
        var block = new OrderedTransformBlock<int, int>(Produce, Options(dop: 2, callerRuns: true));
        var target = new ScriptedTarget();
        block.LinkTo(target);
        foreach (int item in Enumerable.Range(0, Items))
        {
            Task<bool> sent = block.SendAsync(item);
            Assert.IsTrue(sent.IsCompletedSuccessfully && sent.Result);
        }

        int taken = _produced.Count;
        Assert.IsGreaterThanOrEqualTo(Items - Capacity, taken);
        CollectionAssert.AreEqual(Enumerable.Range(0, taken).ToArray(), target.WaitForTaken(taken));
        pool.AssertNothingGotThrough();
    }

    [TestMethod]
    public void SendAsync_FullWithoutTheOption_Waits()
    {
        using var pool = new BlockedPool();
        OrderedActionBlock<int, int> block = ActionBlock(dop: 2, callerRuns: false);
        Fill(block);
        Assert.IsFalse(block.SendAsync(Capacity).IsCompleted);
        Assert.IsEmpty(_produced);
        pool.AssertNothingGotThrough();
    }

    // The worker that was woken, and stands in the pool's queue, is one; the sender would be the second.
    [TestMethod]
    public void SendAsync_NoMoreThanTheLimitMayWork_Waits()
    {
        using var pool = new BlockedPool();
        OrderedActionBlock<int, int> block = ActionBlock(dop: 1, callerRuns: true);
        Fill(block);
        Assert.IsFalse(block.SendAsync(Capacity).IsCompleted);
        Assert.IsEmpty(_produced);
        pool.AssertNothingGotThrough();
    }

    [TestMethod]
    public void Post_Full_IsRefusedWithoutWorking()
    {
        using var pool = new BlockedPool();
        OrderedActionBlock<int, int> block = ActionBlock(dop: 2, callerRuns: true);
        Fill(block);
        Assert.IsFalse(block.Post(Capacity));
        Assert.IsEmpty(_produced);
        pool.AssertNothingGotThrough();
    }

    [TestMethod]
    public void SendAsync_DelegateFails_FaultsTheBlockAndIsRefused()
    {
        using var pool = new BlockedPool();
        var block = new OrderedActionBlock<int, int>(
            static item => item == 0 ? throw new InvalidOperationException("zero") : item,
            _consumed.Add,
            Options(dop: 2, callerRuns: true));
        Fill(block);

        Task<bool> sent = block.SendAsync(Capacity);

        Assert.IsTrue(sent.IsCompletedSuccessfully);
        Assert.IsFalse(sent.Result);
        Assert.IsEmpty(_consumed);
        Assert.AreEqual(1, block.Statistics.Failed);
        pool.AssertNothingGotThrough();
    }

    // The first block's delegate, on the sender's thread, sends to a second block that is full: there it waits.
    [TestMethod]
    public void SendAsync_FromADelegateOnTheSendersThread_GoesNoLevelDeeper()
    {
        using var pool = new BlockedPool();
        OrderedActionBlock<int, int> second = ActionBlock(dop: 2, callerRuns: true);
        Fill(second);
        List<bool> waited = [];
        var first = new OrderedActionBlock<int, int>(
            item =>
            {
                waited.Add(!second.SendAsync(item).IsCompleted);
                return item;
            },
            _consumed.Add,
            Options(dop: 2, callerRuns: true));
        Fill(first);

        Assert.IsTrue(first.SendAsync(Capacity).IsCompletedSuccessfully);

        Assert.IsNotEmpty(waited);
        CollectionAssert.AreEqual(Enumerable.Repeat(true, waited.Count).ToArray(), waited);
        Assert.IsEmpty(_produced);
        CollectionAssert.AreEqual(Enumerable.Range(0, waited.Count).ToArray(), _consumed);
        pool.AssertNothingGotThrough();
    }

    private static OrderedBlockOptions Options(int dop, bool callerRuns) =>
        new() { BoundedCapacity = Capacity, MaxDegreeOfParallelism = dop, CallerRuns = callerRuns };

    private static void Fill(ITargetBlock<int> block)
    {
        foreach (int item in Enumerable.Range(0, Capacity))
        {
            Assert.IsTrue(block.Post(item));
        }
    }

    private OrderedActionBlock<int, int> ActionBlock(int dop, bool callerRuns) =>
        new(Produce, _consumed.Add, Options(dop, callerRuns));

    private int Produce(int item)
    {
        _produced.Add((item, Environment.CurrentManagedThreadId));
        return item;
    }
}
