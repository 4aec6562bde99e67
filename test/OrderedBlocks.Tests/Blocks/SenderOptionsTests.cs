using OrderedBlocks.Tests.Support;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Blocks;

/// <summary>CallerRuns and SingleProducerConstrained, one by one and together, with the pool at work.</summary>
[TestClass]
public sealed class SenderOptionsTests
{
    private const int Items = 100_000;

    [TestMethod]
    [DataRow(false, false, 1, 16)]
    [DataRow(false, true, 1, 16)]
    [DataRow(false, true, 2, 1)]
    [DataRow(false, true, 2, 1024)]
    [DataRow(true, false, 2, 1)]
    [DataRow(true, false, 2, 1024)]
    [DataRow(true, false, 4, DataflowBlockOptions.Unbounded)]
    [DataRow(true, true, 2, 3)]
    [DataRow(true, true, 2, 1024)]
    [DataRow(true, true, 4, 1024)]
    public async Task Items_OfOneAsynchronousSender_AreConsumedInOrder(bool sole, bool callerRuns, int dop, int capacity)
    {
        List<int> consumed = [];
        var block = new OrderedActionBlock<int, int>(
            static item => item, consumed.Add, Options(sole, callerRuns, dop, capacity));
        for (int item = 0; item < Items; item++)
        {
            if (!block.Post(item))
            {
                Assert.IsTrue(await Await.Ends(block.SendAsync(item)));
            }
        }

        block.Complete();
        await Await.Ends(block.Completion);
        CollectionAssert.AreEqual(Enumerable.Range(0, Items).ToArray(), consumed);
        Assert.AreEqual(Items, block.Statistics.Admitted);
        Assert.AreEqual(Items, block.Statistics.Released);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    public async Task Delegate_WithHelpersOfManySenders_NeverRunsMoreOftenThanAllowed(int dop)
    {
        const int Senders = 4;

        // Each lets others run, for as long as a busy machine's scheduler likes.
        const int ItemsOfEach = 500;
        var meter = new ConcurrencyMeter();
        List<int>[] consumed = [.. Enumerable.Range(0, Senders).Select(static _ => new List<int>())];
        var block = new OrderedActionBlock<int, int>(
            meter.Run, item => consumed[item % Senders].Add(item / Senders), Options(false, callerRuns: true, dop, capacity: 16));
        await Await.Ends(Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (int number = 0; number < ItemsOfEach; number++)
            {
                Assert.IsTrue(await block.SendAsync((number * Senders) + sender));
            }
        }))));
        block.Complete();
        await Await.Ends(block.Completion);
        foreach (List<int> numbers in consumed)
        {
            CollectionAssert.AreEqual(Enumerable.Range(0, ItemsOfEach).ToArray(), numbers);
        }

        Assert.IsLessThanOrEqualTo(dop, meter.Highest);
    }

    // After very cheap items a place is kept for a sender that lends a hand; none comes here, and the second item needs it.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Items_ThatMeetAfterVeryCheapOnes_AreStartedAlthoughAPlaceWasKept(bool strict)
    {
        using var meeting = new Barrier(2);
        int through = 0;
        var block = new OrderedActionBlock<int, int>(
            item =>
            {
                if (item < 0)
                {
                    Assert.IsTrue(meeting.SignalAndWait(Await.Limit), "the other was never started");
                }

                return item;
            },
            _ => Volatile.Write(ref through, through + 1),
            new OrderedBlockOptions
            {
                MaxDegreeOfParallelism = 2,
                BoundedCapacity = 1024,
                CallerRuns = true,
                StrictStartOrder = strict,
            });
        for (int round = 1; round <= 3; round++)
        {
            for (int item = 0; item < Items; item++)
            {
                Assert.IsTrue(await block.SendAsync(item));
            }

            Await.Until(() => Volatile.Read(ref through) == (round * Items) + ((round - 1) * 2), "the cheap items are through");
            Assert.IsTrue(block.Post(-1));
            Await.Until(() => meeting.ParticipantsRemaining == 1, "the first one waits");
            Assert.IsTrue(block.Post(-2));
        }

        block.Complete();
        await Await.Ends(block.Completion);
        Assert.AreEqual(3 * (Items + 2), through);
    }

    [TestMethod]
    [DataRow(16)]
    [DataRow(4096)]
    public async Task Items_OfSendersThatTakeTurns_AreConsumedInOrder(int capacity)
    {
        List<int> consumed = [];
        var block = new OrderedActionBlock<int, int>(
            static item => item, consumed.Add, Options(false, callerRuns: false, dop: 2, capacity));
        int next = 0;
        for (int turn = 0; turn < 200; turn++)
        {
            var thread = new Thread(() =>
            {
                for (int end = next + 200; next < end; next++)
                {
                    Assert.IsTrue(block.SendAsync(next).GetAwaiter().GetResult());
                }
            });
            thread.Start();
            thread.Join();
        }

        block.Complete();
        await Await.Ends(block.Completion);
        CollectionAssert.AreEqual(Enumerable.Range(0, 200 * 200).ToArray(), consumed);
    }

    [TestMethod]
    public async Task Complete_WhileASenderPosts_KeepsExactlyWhatWasAccepted()
    {
        for (int round = 0; round < 300; round++)
        {
            List<int> consumed = [];
            var block = new OrderedActionBlock<int, int>(
                static item => item, consumed.Add, Options(round % 2 == 0, callerRuns: false, dop: 2, DataflowBlockOptions.Unbounded));
            Task<int> sender = Task.Run(() =>
            {
                int accepted = 0;
                while (block.Post(accepted))
                {
                    accepted++;
                }

                return accepted;
            });
            Await.Until(() => block.Statistics.Admitted > 100, "the sender posts");
            block.Complete();
            int sent = await Await.Ends(sender);
            await Await.Ends(block.Completion);
            CollectionAssert.AreEqual(Enumerable.Range(0, sent).ToArray(), consumed);
            Assert.AreEqual(sent, block.Statistics.Admitted);
        }
    }

    [TestMethod]
    public void Constructor_CallerRunsWithWhatDoesNotGoWithIt_SaysSo()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(static () =>
            new OrderedTransformBlock<int, int>(static item => Task.FromResult(item), new OrderedBlockOptions { CallerRuns = true }));
        StringAssert.StartsWith(error.Message, "CallerRuns needs a synchronous delegate");
        Assert.AreEqual("dataflowBlockOptions", error.ParamName);
        error = Assert.ThrowsExactly<ArgumentException>(static () => new OrderedActionBlock<int, int>(
            static item => item,
            static _ => { },
            new OrderedBlockOptions { CallerRuns = true, WorkerThreadMode = WorkerThreadMode.Dedicated, MaxDegreeOfParallelism = 2 }));
        StringAssert.StartsWith(error.Message, "CallerRuns needs WorkerThreadMode = Pool");
        Assert.AreEqual("dataflowBlockOptions", error.ParamName);
        error = Assert.ThrowsExactly<ArgumentException>(static () => new OrderedActionBlock<int, int>(
            static item => item,
            static _ => { },
            new OrderedBlockOptions { CallerRuns = true, TaskScheduler = new ConcurrentExclusiveSchedulerPair().ConcurrentScheduler }));
        StringAssert.StartsWith(error.Message, "CallerRuns needs the default TaskScheduler");
    }

    private static OrderedBlockOptions Options(bool sole, bool callerRuns, int dop, int capacity) => new()
    {
        SingleProducerConstrained = sole,
        CallerRuns = callerRuns,
        MaxDegreeOfParallelism = dop,
        BoundedCapacity = capacity,
    };
}
