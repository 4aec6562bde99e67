using System.Collections.Concurrent;
using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section E: the options that say where, and how many at a time, the delegates run.</summary>
[TestClass]
public abstract class ExecutionConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    /// <summary>E: so many delegates run together, and never more.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    public void MaxDegreeOfParallelism_MoreInputThanThat_RunsExactlySoMany(int parallelism)
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(room: 16, parallelism: parallelism));
        PostAll(block, Enumerable.Range(1, 16));

        // each step lets one go, so one more may start, and no second
        foreach (int step in Enumerable.Range(0, 16 - parallelism))
        {
            gate.WaitForStarts(parallelism + step);
            Assert.AreEqual(16 - parallelism - step, Subject.InputCount(block));
            Assert.HasCount(parallelism + step, gate.Started);
            gate.Open(gate.Started[step]);
        }

        gate.OpenAll();
        AssertItems(Enumerable.Range(1, 16), ReceiveMany(block, 16));
        AssertItems(Enumerable.Range(1, 16), gate.Started.Order());
    }

    /// <summary>E: -1 is as many as there are items.</summary>
    [TestMethod]
    public void MaxDegreeOfParallelism_Unbounded_RunsAllTogether()
    {
        var gate = new Gate();
        ExecutionDataflowBlockOptions options = Options(room: 16, parallelism: DataflowBlockOptions.Unbounded);
        if (AreRefused(options))
        {
            return;
        }

        IPropagatorBlock<int, int> block = NewBlock(gate, options);
        PostAll(block, Enumerable.Range(1, 16));

        gate.WaitForStarts(16);
        gate.OpenAll();
        AssertItems(Enumerable.Range(1, 16), ReceiveMany(block, 16));
    }

    /// <summary>E: an item that waits for its neighbour, after very many quick ones, still has it run beside it.</summary>
    [TestMethod]
    public void MaxDegreeOfParallelism_NeighboursMeetAfterQuickItems_BothRun()
    {
        const int Quick = 2000;
        using var meeting = new Barrier(2);
        ExecutionDataflowBlockOptions options = Options(room: Quick + 4, parallelism: 2);
        IPropagatorBlock<int, int> block = Subject.Create<int, int>(
            item =>
            {
                if (item >= Quick)
                {
                    Assert.IsTrue(meeting.SignalAndWait(Wait.Limit));
                }

                return item;
            },
            options);

        PostAll(block, Enumerable.Range(0, Quick + 4));

        AssertItems(Enumerable.Range(0, Quick + 4), ReceiveMany(block, Quick + 4));
    }

    /// <summary>E: the delegates run on the scheduler of the options, whatever their kind.</summary>
    [TestMethod]
    public void TaskScheduler_Given_RunsTheDelegates()
    {
        var seen = new ConcurrentBag<TaskScheduler>();
        var scheduler = new CountingScheduler();
        ExecutionDataflowBlockOptions options = Options(room: 20);
        options.TaskScheduler = scheduler;
        if (AreRefused(options))
        {
            return;
        }

        IPropagatorBlock<int, int>[] blocks =
        [
            Subject.Create<int, int>(
                item =>
                {
                    seen.Add(TaskScheduler.Current);
                    return item;
                },
                options),
            Subject.Create<int, int>(
                item =>
                {
                    seen.Add(TaskScheduler.Current);
                    return Task.FromResult(item);
                },
                options),
        ];

        foreach (IPropagatorBlock<int, int> block in blocks)
        {
            PostAll(block, Enumerable.Range(0, 20));
            AssertItems(Enumerable.Range(0, 20), ReceiveMany(block, 20));
        }

        Assert.HasCount(40, seen);
        Assert.IsTrue(seen.All(used => ReferenceEquals(used, scheduler)));
        Assert.IsGreaterThanOrEqualTo(2, scheduler.Queued);
    }

    /// <summary>E, dotnet/runtime#71415: on a scheduler that runs one task at a time the block flows nevertheless.</summary>
    [TestMethod]
    public async Task TaskScheduler_RunsOneTaskAtATime_BlockFlows()
    {
        var pair = new ConcurrentExclusiveSchedulerPair();
        var concurrency = new ConcurrencyMeter();
        ExecutionDataflowBlockOptions options = Options(atLeastParallel: 4);
        options.TaskScheduler = pair.ExclusiveScheduler;
        if (AreRefused(options))
        {
            return;
        }

        IPropagatorBlock<int, int> block = Subject.Create<int, int>(concurrency.Run, options);
        var target = new ScriptedTarget();
        block.LinkTo(target, Propagate);

        foreach (int item in Enumerable.Range(1, 200))
        {
            Assert.IsTrue(await block.SendAsync(item).WithTimeout());
        }

        block.Complete();
        Assert.IsNull(await target.Ended.WithTimeout());
        AssertItems(Enumerable.Range(1, 200), target.Taken);
        Assert.AreEqual(1, concurrency.Highest);
    }

    /// <summary>E: no task runs more items than allowed.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void MaxMessagesPerTask_ManyItems_AreSpreadOverTasks(int limit)
    {
        var perTask = new ConcurrentDictionary<int, int>();
        ExecutionDataflowBlockOptions options = Options(room: 50);
        options.MaxMessagesPerTask = limit;
        options.TaskScheduler = new CountingScheduler();
        if (AreRefused(options))
        {
            return;
        }

        IPropagatorBlock<int, int> block = Subject.Create<int, int>(
            item =>
            {
                perTask.AddOrUpdate(Task.CurrentId!.Value, 1, (_, count) => count + 1);
                return item;
            },
            options);

        PostAll(block, Enumerable.Range(0, 50));

        AssertItems(Enumerable.Range(0, 50), ReceiveMany(block, 50));
        Assert.AreEqual(50, perTask.Values.Sum());
        Assert.IsLessThanOrEqualTo(limit, perTask.Values.Max());
    }

    /// <summary>E: one producer at a time, on whatever threads, under the promise that there is but one.</summary>
    [TestMethod]
    public async Task SingleProducerConstrained_OneProducer_KeepsOrderAndBound()
    {
        ExecutionDataflowBlockOptions options = Options(capacity: 4, atLeastParallel: 2);
        options.SingleProducerConstrained = true;
        IPropagatorBlock<int, int> block = NewIdentity(options);
        Task<int[]> consumer = Task.Run(() => ReceiveMany(block, 2000));

        foreach (int item in Enumerable.Range(0, 2000))
        {
            Assert.IsTrue(await block.SendAsync(item).WithTimeout());
        }

        AssertItems(Enumerable.Range(0, 2000), await consumer.WithTimeout());
    }

    /// <summary>E: many producers; each one's items come out in its order, and nothing is lost.</summary>
    [TestMethod]
    public async Task OfferMessage_ManyProducers_EachKeepsItsOrder()
    {
        const int Producers = 4;
        const int Each = 500;
        ExecutionDataflowBlockOptions options = Options();
        options.SingleProducerConstrained = false;
        IPropagatorBlock<int, int> block = NewIdentity(options);
        var target = new ScriptedTarget();
        block.LinkTo(target, Propagate);

        await Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => Task.Run(async () =>
        {
            foreach (int item in Enumerable.Range(producer * Each, Each))
            {
                Assert.IsTrue(await block.SendAsync(item).WithTimeout());
            }
        }))).WithTimeout();
        block.Complete();

        Assert.IsNull(await target.Ended.WithTimeout());
        foreach (int producer in Enumerable.Range(0, Producers))
        {
            AssertItems(Enumerable.Range(producer * Each, Each), target.Taken.Where(item => item / Each == producer));
        }

        Assert.HasCount(Producers * Each, target.Taken);
    }
}
