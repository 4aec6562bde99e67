using OrderedBlocks.Delegates;
using OrderedBlocks.Ring;
using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Blocks;

/// <summary>
/// What a block says of its items: every count, in each situation in which it stands still. A worker that has just done
/// something is given the moment that it needs to come to rest.
/// </summary>
[TestClass]
public sealed class StatisticsTests
{
    public static IEnumerable<object[]> Shapes =>
        from capacity in new[] { 8, DataflowBlockOptions.Unbounded }
        from workerThreads in Enum.GetValues<WorkerThreadMode>()
        select new object[] { capacity, workerThreads };

    [TestMethod]
    public void Statistics_OfANewBlock_AreZero()
    {
        var block = new OrderedTransformBlock<int, int>(static item => item);
        Assert.AreEqual(default, block.Statistics);
    }

    // One blocks the worker, the others are queued behind it.
    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public async Task Items_BehindABlockedWorker_AreQueued(int capacity, WorkerThreadMode workerThreads)
    {
        using var gate = new ManualResetEventSlim();
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                Wait.ForEvent(gate);
                return item;
            },
            Options(capacity, dop: 1, workerThreads));
        Post(block, 5);

        AssertRests(new() { Admitted = 5, Queued = 4, Running = 1 }, block);
        gate.Set();

        AssertRests(new() { Admitted = 5, Waiting = 5 }, block);
        Receive(block, 2);
        AssertRests(new() { Admitted = 5, Released = 2, Waiting = 3 }, block);
        block.Complete();
        Receive(block, 3);
        await Await.Ends(block.Completion);
        Assert.AreEqual(new() { Admitted = 5, Released = 5 }, block.Statistics);
    }

    // Four wait in their tasks; those that end behind the first one wait for it.
    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public void Items_WithPendingTasks_RunAndThenWaitForTheEarlierOne(int capacity, WorkerThreadMode workerThreads)
    {
        var gate = new Gate();
        var block = new OrderedTransformBlock<int, int>(gate.Run, Options(capacity, dop: 4, workerThreads));
        Post(block, 6);
        AssertRests(new() { Admitted = 6, Queued = 2, Running = 4 }, block);

        gate.Open(3, 4);
        AssertRests(new() { Admitted = 6, Running = 4, Waiting = 2 }, block);
        Assert.AreEqual(0, block.OutputCount);

        gate.Cancel(2);
        AssertRests(new() { Admitted = 6, CanceledItems = 1, Running = 3, Waiting = 2 }, block);

        gate.Open(1);
        AssertRests(new() { Admitted = 6, CanceledItems = 1, Running = 2, Waiting = 3 }, block);
        Assert.AreEqual(3, block.OutputCount);

        block.LinkTo(DataflowBlock.NullTarget<int>());
        AssertRests(new() { Admitted = 6, Released = 3, CanceledItems = 1, Running = 2 }, block);
        gate.OpenAll();
        AssertRests(new() { Admitted = 6, Released = 5, CanceledItems = 1 }, block);
        block.Complete();
    }

    [TestMethod]
    public async Task Items_WithoutAnOutput_AreCountedByReason()
    {
        var block = new OrderedTransformBlock<int, int>(
            static item => (item % 4) switch
            {
                0 => Task.FromResult(item),
                1 => throw new OperationCanceledException(),
                2 => Task.FromCanceled<int>(new CancellationToken(canceled: true)),
                _ => null!,
            },
            Options(capacity: 64, dop: 2, WorkerThreadMode.Pool));
        Post(block, 40);

        OrderedBlockStatistics expected = new() { Admitted = 40, CanceledItems = 20, NullTasks = 10, Waiting = 10 };
        Assert.AreEqual(30, expected.Dropped);
        AssertRests(expected, block);
        block.Complete();
        Receive(block, 10);
        await Await.Ends(block.Completion);
        Assert.AreEqual(expected with { Released = 10, Waiting = 0 }, block.Statistics);
    }

    // 1 is waiting to be taken and 2 and 3 run when 3 fails; 4 and 5 are queued.
    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public async Task Items_AroundAFailure_AreCountedByWhatBecameOfThem(int capacity, WorkerThreadMode workerThreads)
    {
        var gate = new Gate();
        var block = new OrderedTransformBlock<int, int>(gate.Run, Options(capacity, dop: 2, workerThreads));
        Post(block, 5);
        gate.Open(1);
        AssertRests(new() { Admitted = 5, Queued = 2, Running = 2, Waiting = 1 }, block);

        gate.Fail(3, new InvalidOperationException());
        AssertRests(new() { Admitted = 5, Failed = 1, DroppedByFault = 2, Running = 1, Waiting = 1 }, block);

        gate.Fail(2, new InvalidOperationException());
        await Await.EndsSomehow(block.Completion);
        Assert.AreEqual(new() { Admitted = 5, Failed = 2, DroppedByFault = 3 }, block.Statistics);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Items_OfABlockThatIsToldToEnd_AreDroppedForThatReason(bool cancel)
    {
        using var cancellation = new CancellationTokenSource();
        ExecutionDataflowBlockOptions options = Options(capacity: 8, dop: 2, WorkerThreadMode.Pool);
        options.CancellationToken = cancellation.Token;
        var gate = new Gate();
        var block = new OrderedTransformBlock<int, int>(gate.Run, options);
        Post(block, 6);
        gate.Open(1);
        AssertRests(new() { Admitted = 6, Queued = 3, Running = 2, Waiting = 1 }, block);
        Receive(block, 1);
        gate.Open(3);
        AssertRests(new() { Admitted = 6, Released = 1, Queued = 2, Running = 2, Waiting = 1 }, block);

        if (cancel)
        {
            cancellation.Cancel();
        }
        else
        {
            block.Fault(new InvalidOperationException());
        }

        // The queue goes at once, what is finished when the running ones have ended.
        AssertRests(
            new()
            {
                Admitted = 6,
                Released = 1,
                DroppedByFault = cancel ? 0 : 2,
                DroppedByCancellation = cancel ? 2 : 0,
                Running = 2,
                Waiting = 1,
            },
            block);
        gate.Cancel(4);
        gate.Open(2);
        await Await.EndsSomehow(block.Completion);
        Assert.AreEqual(
            new()
            {
                Admitted = 6,
                Released = 1,
                CanceledItems = 1,
                DroppedByFault = cancel ? 0 : 4,
                DroppedByCancellation = cancel ? 4 : 0,
            },
            block.Statistics);
    }

    // What is thrown away after the failure counts as its victim, though the block was canceled before.
    [TestMethod]
    public async Task Items_OfACanceledBlockThatFails_AreDroppedForTheReasonOfTheMoment()
    {
        using var cancellation = new CancellationTokenSource();
        ExecutionDataflowBlockOptions options = Options(capacity: 8, dop: 2, WorkerThreadMode.Pool);
        options.CancellationToken = cancellation.Token;
        var gate = new Gate();
        var block = new OrderedTransformBlock<int, int>(gate.Run, options);
        Post(block, 4);
        gate.WaitForStarts(2);
        await cancellation.CancelAsync();
        gate.Fail(2, new InvalidOperationException());
        gate.Open(1);

        await Await.EndsSomehow(block.Completion);
        Assert.AreEqual(
            new() { Admitted = 4, Failed = 1, DroppedByCancellation = 2, DroppedByFault = 1 }, block.Statistics);
    }

    // A message that is gone when it is fetched was never admitted, behind a head that is slow as well as at the head.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Messages_ThatAreGone_DoNotCount(bool behindAnItem)
    {
        var gate = new Gate();
        var block = new OrderedTransformBlock<int, int>(gate.Run, Options(capacity: 8, dop: 1, WorkerThreadMode.Pool));
        int before = behindAnItem ? 2 : 0;
        Post(block, before);
        var source = new ScriptedSource { OnConsume = static id => id == 3 };

        Assert.AreEqual(DataflowMessageStatus.NotAvailable, source.Offer(block, id: 1, value: 101, consumeToAccept: true));
        Assert.AreEqual(DataflowMessageStatus.NotAvailable, source.Offer(block, id: 2, value: 102, consumeToAccept: true));
        Assert.AreEqual(DataflowMessageStatus.Accepted, source.Offer(block, id: 3, value: 3, consumeToAccept: true));

        AssertRests(new() { Admitted = before + 1, Queued = before, Running = 1 }, block);
        Await.Until(() => block.InputCount == before, "the messages that were gone are not queued");
        gate.OpenAll();
        AssertRests(new() { Admitted = before + 1, Waiting = before + 1 }, block);
        block.Complete();
        Receive(block, before + 1);
        await Await.Ends(block.Completion);
        Assert.AreEqual(new() { Admitted = before + 1, Released = before + 1 }, block.Statistics);
    }

    // The last position, negative ones and those beyond: the counts begin at zero all the same.
    [TestMethod]
    [DataRow((1L << 60) - 3)]
    [DataRow(-3L)]
    [DataRow((1L << 32) - 3)]
    [DataRow(long.MaxValue)]
    public async Task Statistics_FromALargePosition_BeginAtZero(long start)
    {
        var block = new OrderedTransformBlock<int, int>(
            Wrap.Transform<int, int>(static item => item % 2 == 0 ? throw new OperationCanceledException() : item),
            Options(capacity: 16, dop: 2, WorkerThreadMode.Pool),
            Position.FromNumber(start));
        Assert.AreEqual(default, block.Statistics);
        Post(block, 10);

        AssertRests(new() { Admitted = 10, CanceledItems = 5, Waiting = 5 }, block);
        block.Complete();
        Receive(block, 5);
        await Await.Ends(block.Completion);
        Assert.AreEqual(new() { Admitted = 10, Released = 5, CanceledItems = 5 }, block.Statistics);
    }

    [TestMethod]
    public void Released_CountsWhatIsTakenInEveryWay()
    {
        var block = new OrderedTransformBlock<int, int>(static item => item, Options(capacity: 16, dop: 1, WorkerThreadMode.Pool));
        Post(block, 8);
        AssertRests(new() { Admitted = 8, Waiting = 8 }, block);

        Assert.IsTrue(block.TryReceive(out _));
        var consumer = new ScriptedTarget(DataflowMessageStatus.Postponed);
        using (block.LinkTo(consumer))
        {
            Assert.IsTrue(consumer.WaitForOffers(1)[0].TryConsume(out int item));
            Assert.AreEqual(2, item);
        }

        AssertRests(new() { Admitted = 8, Released = 2, Waiting = 6 }, block);
        block.LinkTo(new ScriptedTarget(), new DataflowLinkOptions { MaxMessages = 2 });
        AssertRests(new() { Admitted = 8, Released = 4, Waiting = 4 }, block);
        Assert.IsTrue(block.TryReceiveAll(out IList<int>? rest));
        CollectionAssert.AreEqual(new List<int> { 5, 6, 7, 8 }, (List<int>)rest);
        AssertRests(new() { Admitted = 8, Released = 8 }, block);
        block.Complete();
    }

    // After any mixture of everything the sum is right, and so is each part of it.
    [TestMethod]
    [DataRow(WorkerThreadMode.Pool)]
    [DataRow(WorkerThreadMode.Dedicated)]
    public async Task Statistics_AfterManyItemsOfAllKinds_AddUp(WorkerThreadMode workerThreads)
    {
        const int Items = 20_000;
        var block = new OrderedTransformBlock<int, int>(
            static async item =>
            {
                if (item % 16 == 0)
                {
                    await Task.Yield();
                }

                return item % 10 == 0 ? throw new OperationCanceledException() : item;
            },
            Options(capacity: 64, dop: 4, workerThreads));
        int taken = 0;
        var target = new ScriptedTarget(_ =>
        {
            taken++;
            return DataflowMessageStatus.Accepted;
        });
        block.LinkTo(target, new DataflowLinkOptions { PropagateCompletion = true });
        using var watching = new CancellationTokenSource();
        Task watch = Task.Run(() =>
        {
            // Never negative, never more released than admitted.
            while (!watching.IsCancellationRequested)
            {
                OrderedBlockStatistics seen = block.Statistics;
                Assert.IsTrue(seen is { Queued: >= 0, Running: >= 0 and <= 4, Waiting: >= 0, Admitted: >= 0 }, seen.ToString());
            }
        });
        foreach (int item in Enumerable.Range(0, Items))
        {
            Assert.IsTrue(await Await.Ends(block.SendAsync(item)));
        }

        block.Complete();
        Assert.IsNull(await Await.Ends(target.Ended));
        Assert.AreEqual(new() { Admitted = Items, Released = taken, CanceledItems = Items / 10 }, block.Statistics);
        Assert.AreEqual(Items - (Items / 10), taken);
        await watching.CancelAsync();
        await Await.Ends(watch);
    }

    [TestMethod]
    public void ToString_OfStatistics_IsTheLaw()
    {
        var statistics = new OrderedBlockStatistics
        {
            Admitted = 28,
            Released = 1,
            Failed = 2,
            CanceledItems = 1,
            NullTasks = 1,
            DroppedByFault = 1,
            DroppedByCancellation = 1,
            Queued = 5,
            Running = 6,
            Waiting = 10,
        };
        Assert.AreEqual(
            "28 admitted = 1 released + 2 failed + 4 dropped + 5 queued + 6 running + 10 waiting", statistics.ToString());
    }

    private static OrderedBlockOptions Options(int capacity, int dop, WorkerThreadMode workerThreads) => new()
    {
        BoundedCapacity = capacity,
        MaxDegreeOfParallelism = dop,
        WorkerThreadMode = workerThreads,
    };

    // The items 1 to count.
    private static void Post(OrderedTransformBlock<int, int> block, int count)
    {
        foreach (int item in Enumerable.Range(1, count))
        {
            Assert.IsTrue(block.Post(item));
        }
    }

    private static void Receive(OrderedTransformBlock<int, int> block, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _ = block.Receive(Wait.Limit);
        }
    }

    private static void AssertRests(OrderedBlockStatistics expected, OrderedTransformBlock<int, int> block)
    {
        Assert.AreEqual(
            expected.Admitted,
            expected.Released + expected.Failed + expected.Dropped + expected.Queued + expected.Running + expected.Waiting,
            "what the test expects does not add up");
        if (!SpinWait.SpinUntil(() => block.Statistics == expected, Wait.Limit))
        {
            Assert.AreEqual(expected, block.Statistics);
        }
    }
}
