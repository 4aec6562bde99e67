using System.Collections.Concurrent;
using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.OneToMany;

/// <summary>How outputs are taken: links, receivers, counts, bounds; and delegates that call the block.</summary>
[TestClass]
public abstract class OutputTakingConformance<TSubject> : OneToManyConformance<TSubject>
    where TSubject : OneToManySubject, new()
{
    /// <summary>The outputs of one item go to different targets, each in order.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public async Task LinkTo_SeveralTargetsWithFilters_EachGetsItsOutputsInOrder(int parallelism)
    {
        IPropagatorBlock<int, int> block = NewBlockOf(item => item % 6, ManyOptions(parallelism: parallelism));
        ScriptedTarget[] targets = [new(), new(), new()];
        block.LinkTo(targets[0], Propagate, output => output % 3 == 0);
        block.LinkTo(targets[1], Propagate, output => output % 3 == 1);
        block.LinkTo(targets[2], Propagate);
        int[] items = [.. Enumerable.Range(1, 60)];

        await SendAndComplete(block, items).WithTimeout();

        await block.Completion.WithTimeout();
        int[] outputs = [.. items.SelectMany(item => GatedStreams.Outputs(item, item % 6))];
        foreach (int rest in Enumerable.Range(0, 3))
        {
            Assert.IsNull(await targets[rest].Ended.WithTimeout());
            AssertItems(outputs.Where(output => output % 3 == rest), targets[rest].Taken);
        }
    }

    /// <summary>A link that is limited ends in the middle of an item; the next goes on there.</summary>
    [TestMethod]
    public void LinkTo_LimitInTheMiddleOfAnItem_NextLinkGoesOn()
    {
        IPropagatorBlock<int, int> block = NewBlockOf(_ => 5, ManyOptions());
        var first = new ScriptedTarget();
        var second = new ScriptedTarget();
        block.LinkTo(first, new DataflowLinkOptions { MaxMessages = 7 });
        block.LinkTo(second);

        PostAll(block, 1, 2, 3);

        AssertItems([2003, 2004, 2005, 3001, 3002, 3003, 3004, 3005], second.WaitForTaken(8));
        AssertItems([1001, 1002, 1003, 1004, 1005, 2001, 2002], first.Taken);
    }

    /// <summary>All that is ready, of several items and of a part of one.</summary>
    [TestMethod]
    public void TryReceiveAll_SeveralItemsAndAPartOfOne_TakesAllInOrder()
    {
        var streams = new GatedStreams(item => item);
        IPropagatorBlock<int, int> block = NewBlock(streams, ManyOptions(parallelism: 1));
        streams.Gate.Open([.. streams.OutputsOf(1, 2, 3), .. GatedStreams.Outputs(4, 2)]);
        PostAll(block, 1, 2, 3, 4);
        streams.Gate.WaitForStart(4003);
        WaitForOutput(block, 8);

        Assert.IsTrue(Output(block).TryReceiveAll(out IList<int>? items));

        AssertItems([1001, 2001, 2002, 3001, 3002, 3003, 4001, 4002], items);
        Assert.AreEqual(0, Subject.OutputCount(block));
        Assert.IsFalse(Output(block).TryReceiveAll(out _));
        streams.Gate.OpenAll();
        AssertItems([4003, 4004], ReceiveMany(block, 2));
    }

    /// <summary>Counts of outputs, not of items; those that stand behind a running item are none yet.</summary>
    [TestMethod]
    public void OutputCount_EarlierItemStillRuns_ExcludesTheFinished()
    {
        var streams = new GatedStreams(_ => 3);
        IPropagatorBlock<int, int> block = NewBlock(streams, ManyOptions(parallelism: 2));
        PostAll(block, 1, 2, 3);
        streams.Gate.WaitForStart(1001);
        streams.Gate.WaitForStart(2001);
        Assert.AreEqual(1, Subject.InputCount(block));

        streams.Gate.Open([.. streams.OutputsOf(2)]);
        streams.Gate.WaitForStart(3001);

        // at most two run, so 2 is finished
        Assert.AreEqual((0, 0), (Subject.InputCount(block), Subject.OutputCount(block)));
        streams.Gate.Open([.. streams.OutputsOf(1)]);
        WaitForOutput(block, 6);
        streams.Gate.OpenAll();
        WaitForOutput(block, 9);
        AssertItems(streams.OutputsOf(1, 2, 3), ReceiveMany(block, 9));
        Assert.AreEqual((0, 0), (Subject.InputCount(block), Subject.OutputCount(block)));
    }

    /// <summary>More outputs than the bound, into a target that takes one at a time: everything flows.</summary>
    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(2, 1)]
    [DataRow(3, 1)]
    [DataRow(1, 4)]
    [DataRow(2, 4)]
    [DataRow(3, 4)]
    public async Task BoundedCapacity_MoreOutputsThanThatIntoABoundedTarget_Flows(int capacity, int parallelism)
    {
        IPropagatorBlock<int, int> block = NewBlockOf(
            item => item % 9, Subject.LimitOutputs(Options(capacity, parallelism: parallelism), capacity, capacity));
        var target = new BufferBlock<int>(new DataflowBlockOptions { BoundedCapacity = 1 });
        block.LinkTo(target, Propagate);
        int[] items = [.. Enumerable.Range(1, 45)];
        int[] outputs = [.. items.SelectMany(item => GatedStreams.Outputs(item, item % 9))];

        Task sending = SendAndComplete(block, items);
        var received = new List<int>();
        while (await target.OutputAvailableAsync().WithTimeout())
        {
            received.Add(target.Receive());
        }

        await sending.WithTimeout();
        AssertItems(outputs, received);
        await block.Completion.WithTimeout();
    }

    /// <summary>What counts against the bound while outputs wait: the items, or the outputs, as declared.</summary>
    [TestMethod]
    public void BoundedCapacity_OutputsWaiting_CountAsDeclared()
    {
        IPropagatorBlock<int, int> block = NewBlockOf(_ => 3, ManyOptions(capacity: 2));
        PostAll(block, 1);
        WaitForOutput(block, 3);

        if (Subject.AnItemTakesOnePlace)
        {
            PostAll(block, 2);
            WaitForOutput(block, 6);
            Assert.IsFalse(block.Post(99));
            AssertItems(GatedStreams.Outputs(1, 2), ReceiveMany(block, 2));
            Assert.IsFalse(block.Post(99));
            AssertItems([1003], ReceiveMany(block, 1));
        }
        else
        {
            AssertItems([1001], ReceiveMany(block, 1));
            Assert.IsFalse(block.Post(99));
            AssertItems([1002], ReceiveMany(block, 1));
        }

        PostAll(block, 3);
        WaitForOutput(block, Subject.AnItemTakesOnePlace ? 6 : 4);
    }

    /// <summary>An item without outputs, while an earlier one runs: whether it gives its place back is declared.</summary>
    [TestMethod]
    public void BoundedCapacity_ItemWithoutOutputs_GivesItsPlaceBackAsDeclared()
    {
        var streams = new GatedStreams(item => item == 1 ? 1 : 0);
        IPropagatorBlock<int, int> block = NewBlock(streams, ManyOptions(capacity: 2, parallelism: 2));
        PostAll(block, 1);
        streams.Gate.WaitForStart(1001);
        PostAll(block, 2);
        streams.Ended.WaitForEntry(2);

        if (Subject.AnItemWithoutOutputsKeepsItsPlace)
        {
            Assert.IsFalse(block.Post(3));
            streams.Gate.OpenAll();
            AssertItems([1001], ReceiveMany(block, 1));
        }

        Wait.Until(() => block.Post(3), "An item without outputs keeps its place.");
        Wait.Until(() => block.Post(4), "An item without outputs keeps its place.");
        streams.Gate.OpenAll();
    }

    /// <summary>A stream posts to its own block.</summary>
    [TestMethod]
    public void Outputs_StreamPostsToItsOwnBlock_ComeOutInOrder()
    {
        IPropagatorBlock<int, int>? block = null;
        block = Subject.CreateManyInShape<int, int>(Split, ManyOptions(capacity: DataflowBlockOptions.Unbounded, parallelism: 1));

        PostAll(block, 4);

        AssertItems([4, 3, 2, 1, 2, 1, 1, 1], ReceiveMany(block, 8));

        // every item makes an output and posts all smaller ones, behind those that wait
        async IAsyncEnumerable<int> Split(int item)
        {
            yield return item;
            foreach (int smaller in Enumerable.Range(1, item - 1).Reverse())
            {
                PostAll(block!, smaller);
            }

            await Task.CompletedTask;
        }
    }

    /// <summary>A target posts to the block that it is offered an output of.</summary>
    [TestMethod]
    public void Outputs_TargetPostsToTheBlock_ComeOutInOrder()
    {
        IPropagatorBlock<int, int> block = NewBlockOf(_ => 2, ManyOptions(capacity: DataflowBlockOptions.Unbounded, parallelism: 1));
        var target = new ScriptedTarget(offer =>
        {
            if (offer.Value is 1001 or 2001 or 3001)
            {
                PostAll(block, (offer.Value / 1000) + 1);
            }

            return DataflowMessageStatus.Accepted;
        });
        block.LinkTo(target);

        PostAll(block, 1);

        AssertItems([1001, 1002, 2001, 2002, 3001, 3002, 4001, 4002], target.WaitForTaken(8));
    }

    /// <summary>No task begins more items than allowed.</summary>
    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(3, 1)]
    [DataRow(1, 4)]
    [DataRow(3, 4)]
    public void MaxMessagesPerTask_ManyItems_AreSpreadOverTasks(int limit, int parallelism)
    {
        var perTask = new ConcurrentDictionary<int, int>();
        ExecutionDataflowBlockOptions options = ManyOptions(room: 200, parallelism: parallelism);
        options.MaxMessagesPerTask = limit;
        options.TaskScheduler = new CountingScheduler();
        if (AreRefused(options))
        {
            return;
        }

        IPropagatorBlock<int, int> block = Subject.CreateFromSequences<int, int>(
            item =>
            {
                perTask.AddOrUpdate(Task.CurrentId!.Value, 1, (_, count) => count + 1);
                return GatedStreams.Outputs(item, item % 4);
            },
            options);

        PostAll(block, Enumerable.Range(1, 50));

        int[] outputs = [.. Enumerable.Range(1, 50).SelectMany(item => GatedStreams.Outputs(item, item % 4))];
        AssertItems(outputs, ReceiveMany(block, outputs.Length));
        Assert.IsLessThanOrEqualTo(limit, perTask.Values.Max());
        AssertItems([50], [perTask.Values.Sum()]);
    }
}
