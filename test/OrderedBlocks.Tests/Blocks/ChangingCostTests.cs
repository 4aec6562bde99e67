using System.Diagnostics;
using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Blocks;

/// <summary>
/// While items are cheap the workers put off what can be put off. When the work changes, nothing may sit behind an item that
/// blocks.
/// </summary>
[TestClass]
public sealed class ChangingCostTests
{
    private const int CheapItems = 100_000;

    [TestMethod]
    [DataRow(2, DataflowBlockOptions.Unbounded)]
    [DataRow(2, 256)]
    [DataRow(4, 256)]
    [DataRow(4, 4)]
    public async Task Items_ThatWaitForEachOther_CompleteAfterCheapOnes(int dop, int capacity)
    {
        using var meeting = new Barrier(dop);
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                if (item < 0)
                {
                    Assert.IsTrue(meeting.SignalAndWait(Await.Limit), "the others never started");
                }

                return item;
            },
            new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = dop, BoundedCapacity = capacity });
        Task<List<int>> received = ReceiveAll(block);

        for (int round = 0; round < 10; round++)
        {
            for (int number = 0; number < CheapItems / 10; number++)
            {
                await block.SendAsync(number);
            }

            for (int number = 0; number < dop; number++)
            {
                await block.SendAsync(-1 - number);
            }
        }

        block.Complete();
        await Await.Ends(block.Completion);
        int[] round0 = [.. Enumerable.Range(0, CheapItems / 10), .. Enumerable.Range(0, dop).Select(static n => -1 - n)];
        CollectionAssert.AreEqual(Enumerable.Repeat(round0, 10).SelectMany(static r => r).ToArray(), await received);
    }

    // Not just any two may meet here: each group is of certain neighbours. It works only if items start in order, so that no
    // worker is held by a later group while a member of an earlier one has not started.
    [TestMethod]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(8)]
    public async Task Items_ThatWaitForTheirOwnNeighbours_CompleteAfterCheapOnes(int dop)
    {
        const int Groups = 200;
        CountdownEvent[] meetings = [.. Enumerable.Range(0, Groups).Select(_ => new CountdownEvent(dop))];
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                if (item >= CheapItems)
                {
                    CountdownEvent meeting = meetings[(item - CheapItems) / dop];
                    meeting.Signal();
                    Assert.IsTrue(meeting.Wait(Await.Limit), "a neighbour never started");
                }

                return item;
            },
            new OrderedBlockOptions { MaxDegreeOfParallelism = dop, StrictStartOrder = true });
        Task<List<int>> received = ReceiveAll(block);
        for (int number = 0; number < CheapItems + (Groups * dop); number++)
        {
            block.Post(number);
        }

        block.Complete();
        await Await.Ends(block.Completion);
        CollectionAssert.AreEqual(Enumerable.Range(0, CheapItems + (Groups * dop)).ToArray(), await received);
        Array.ForEach(meetings, static meeting => meeting.Dispose());
    }

    // Here the neighbour, as a rule, is claimed by the very worker that waits for it, and the other worker is given it.
    [TestMethod]
    [DataRow(2)]
    [DataRow(4)]
    public async Task Item_ThatWaitsForItsNeighbour_CompletesWhileAnotherWorkerIsFree(int dop)
    {
        const int Between = 20_000;
        const int Pairs = 20;
        ManualResetEventSlim[] started = [.. Enumerable.Range(0, Pairs).Select(_ => new ManualResetEventSlim())];
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                if (item % Between == 1000)
                {
                    Assert.IsTrue(started[item / Between].Wait(Await.Limit), "the neighbour never started");
                }
                else if (item % Between == 1001)
                {
                    started[item / Between].Set();
                }

                return item;
            },
            new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = dop });
        Task<List<int>> received = ReceiveAll(block);
        for (int number = 0; number < Pairs * Between; number++)
        {
            block.Post(number);
        }

        block.Complete();
        await Await.Ends(block.Completion);
        CollectionAssert.AreEqual(Enumerable.Range(0, Pairs * Between).ToArray(), await received);
        Array.ForEach(started, static neighbour => neighbour.Dispose());
    }

    // The later item waits until the earlier one's output was taken, although both are done by the same worker.
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public async Task Output_OfAnItemBeforeABlockingOne_IsHandedOn(int dop)
    {
        using var taken = new ManualResetEventSlim();
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                if (item == CheapItems + 1)
                {
                    Assert.IsTrue(taken.Wait(Await.Limit), "the output before was held back");
                }

                return item;
            },
            new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = dop });
        var sink = new ActionBlock<int>(item =>
        {
            if (item == CheapItems)
            {
                taken.Set();
            }
        });
        block.LinkTo(sink, new DataflowLinkOptions { PropagateCompletion = true });

        for (int number = 0; number < CheapItems + 10; number++)
        {
            block.Post(number);
        }

        block.Complete();
        await Await.Ends(sink.Completion);
    }

    // Cheap items, then one that blocks while a sender waits: the places of those before it are given to the sender.
    [TestMethod]
    public async Task Sender_BesideFreeRoom_IsLetInWhileAnItemBlocks()
    {
        const int Capacity = 64;
        using var release = new ManualResetEventSlim();
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                if (item == -1)
                {
                    Assert.IsTrue(release.Wait(Await.Limit));
                }

                return item;
            },
            new ExecutionDataflowBlockOptions { BoundedCapacity = Capacity });
        block.LinkTo(DataflowBlock.NullTarget<int>());
        for (int number = 0; number < CheapItems; number++)
        {
            await block.SendAsync(number);
        }

        // One that blocks, and then as many as there will be room for, once everything before it has left.
        Task<bool>[] sends = [.. Enumerable.Range(-1, Capacity).Select(item => block.SendAsync(item == -1 ? -1 : item))];
        await Await.Ends(Task.WhenAll(sends));
        release.Set();
        block.Complete();
        await Await.Ends(block.Completion);
    }

    // The time is what this is about, so it is measured; the bound is far from both the right and the wrong answer.
    [TestMethod]
    [DataRow(2)]
    [DataRow(4)]
    public async Task Items_ThatBlock_ShareTheWorkersAfterCheapOnes(int dop)
    {
        const int Slow = 100;
        var pause = TimeSpan.FromMilliseconds(50);
        using var never = new ManualResetEventSlim();
        var block = new OrderedTransformBlock<int, int>(
            item =>
            {
                if (item < 0)
                {
                    never.Wait(pause);
                }

                return item;
            },
            new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = dop });
        Task<List<int>> received = ReceiveAll(block);
        for (int number = 0; number < CheapItems; number++)
        {
            block.Post(number);
        }

        Await.Until(() => block.InputCount == 0 && block.OutputCount == 0, "the cheap items are through");
        var watch = Stopwatch.StartNew();
        for (int number = 0; number < Slow; number++)
        {
            block.Post(-1 - number);
        }

        block.Complete();
        await Await.Ends(block.Completion);
        TimeSpan ideal = pause * Slow / dop;
        Assert.IsLessThan(ideal * 1.5, watch.Elapsed, $"{Slow} items of {pause} at {dop} should take {ideal}");
        Assert.HasCount(CheapItems + Slow, await received);
    }

    // The same for a delegate whose tasks are pending after a long run of tasks that were not.
    [TestMethod]
    public async Task Items_WhosePendingTasksWaitForEachOther_CompleteAfterCheapOnes()
    {
        const int Dop = 4;
        int arrived = 0;
        var all = new TaskCompletionSource();
        var block = new OrderedTransformBlock<int, int>(
            async (item, _) =>
            {
                if (item < 0)
                {
                    if (Interlocked.Increment(ref arrived) == Dop)
                    {
                        all.SetResult();
                    }

                    await all.Task;
                }

                return item;
            },
            new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = Dop });
        Task<List<int>> received = ReceiveAll(block);
        for (int number = 0; number < CheapItems; number++)
        {
            block.Post(number);
        }

        for (int number = 0; number < Dop; number++)
        {
            block.Post(-1 - number);
        }

        block.Complete();
        await Await.Ends(block.Completion);
        int[] expected = [.. Enumerable.Range(0, CheapItems), .. Enumerable.Range(0, Dop).Select(static n => -1 - n)];
        CollectionAssert.AreEqual(expected, await received);
    }

    private static async Task<List<int>> ReceiveAll(IReceivableSourceBlock<int> block)
    {
        List<int> items = [];
        await foreach (int item in block.ReceiveAllAsync())
        {
            items.Add(item);
        }

        return items;
    }
}
