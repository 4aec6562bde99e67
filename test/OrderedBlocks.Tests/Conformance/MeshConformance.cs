using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;
using static System.Threading.Tasks.Dataflow.DataflowMessageStatus;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section D: meshes in which blocks reserve, compete, or go round in a circle.</summary>
[TestClass]
public abstract class MeshConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    private static readonly GroupingDataflowBlockOptions s_nonGreedy = new() { Greedy = false };

    /// <summary>D, JoinBlock: a non-greedy one takes from both or from none.</summary>
    [TestMethod]
    public async Task JoinBlock_NonGreedy_TakesWhenBothHaveOutput()
    {
        IPropagatorBlock<int, int> left = NewIdentity(Options(room: 8));
        IPropagatorBlock<int, int> right = NewIdentity(Options(room: 8));
        var join = new JoinBlock<int, int>(s_nonGreedy);
        left.LinkTo(join.Target1, Propagate);
        right.LinkTo(join.Target2, Propagate);

        PostAll(left, 1, 2, 3);
        WaitForOutput(left, 3);
        PostAll(right, 10);
        Tuple<int, int> first = join.Receive(Wait.Limit);
        WaitForOutput(left, 2);
        PostAll(right, 20, 30);

        AssertItems(
            [Tuple.Create(1, 10), Tuple.Create(2, 20), Tuple.Create(3, 30)],
            [first, join.Receive(Wait.Limit), join.Receive(Wait.Limit)]);
        left.Complete();
        right.Complete();
        await join.Completion.WithTimeout();
    }

    /// <summary>D, JoinBlock: what cannot be reserved on one side is released on the other.</summary>
    [TestMethod]
    public void JoinBlock_NonGreedyAndOneSideGone_ReleasesTheOther()
    {
        IPropagatorBlock<int, int> left = NewIdentity();
        var right = new ScriptedSource { OnReserve = id => id == 2 };
        var join = new JoinBlock<int, int>(s_nonGreedy);
        left.LinkTo(join.Target1);
        PostAll(left, 1);
        WaitForOutput(left, 1);

        Assert.AreEqual(Postponed, right.Offer(join.Target2, 1, 10));
        right.Calls.WaitForEntry("source: reserve 1");
        Assert.AreEqual(Postponed, right.Offer(join.Target2, 2, 20));

        Assert.AreEqual(Tuple.Create(1, 20), join.Receive(Wait.Limit));
        WaitForOutput(left, 0);
    }

    /// <summary>D, BatchBlock: a non-greedy one takes one from each source, or none.</summary>
    [TestMethod]
    public void BatchBlock_NonGreedy_TakesOneFromEach()
    {
        IPropagatorBlock<int, int> left = NewIdentity(Options(room: 8));
        IPropagatorBlock<int, int> right = NewIdentity(Options(room: 8));
        var batch = new BatchBlock<int>(2, s_nonGreedy);
        left.LinkTo(batch);
        right.LinkTo(batch);

        PostAll(left, 1, 2);
        WaitForOutput(left, 2);
        PostAll(right, 10, 20);

        AssertItems([1, 10], batch.Receive(Wait.Limit).Order());
        AssertItems([2, 20], batch.Receive(Wait.Limit).Order());
    }

    /// <summary>D: a block linked to itself, until its items are big enough.</summary>
    [TestMethod]
    public void LinkTo_Itself_GoesRoundUntilItMatches()
    {
        IPropagatorBlock<int, int> block = NewBlock(item => item + 1, Options(room: 4));
        var target = new ScriptedTarget();
        block.LinkTo(target, item => item >= 50);
        block.LinkTo(block);

        PostAll(block, 0);
        AssertItems([50], target.WaitForTaken(1));
        PostAll(block, 20, 40);

        AssertItems([50, 50, 50], target.WaitForTaken(3));
    }

    /// <summary>D: two blocks in a circle.</summary>
    [TestMethod]
    public void LinkTo_Cycle_GoesRoundUntilItMatches()
    {
        IPropagatorBlock<int, int> there = NewBlock(item => item + 1, Options(room: 4));
        IPropagatorBlock<int, int> back = NewBlock(item => item * 2, Options(room: 4));
        var target = new ScriptedTarget();
        there.LinkTo(target, item => item > 1000);
        there.LinkTo(back);
        back.LinkTo(there);

        PostAll(there, 0);

        AssertItems([1023], target.WaitForTaken(1));
    }

    /// <summary>D, dotnet/runtime#78772: of several sources that propagate, the first to end ends the block.</summary>
    [TestMethod]
    public async Task LinkTo_TwoSourcesPropagate_FirstToEndEndsTheBlock()
    {
        IPropagatorBlock<int, int> first = NewIdentity();
        IPropagatorBlock<int, int> second = NewIdentity();
        IPropagatorBlock<int, int> block = NewIdentity();
        first.LinkTo(block, Propagate);
        second.LinkTo(block, Propagate);

        first.Complete();

        await block.Completion.WithTimeout();
        PostAll(second, 1);
        AssertItems([1], ReceiveMany(second, 1));
    }

    /// <summary>dotnet/runtime#31513: blocks with little room that compete for one buffer lose nothing.</summary>
    [TestMethod]
    public async Task BufferBlock_BoundedBlocksCompete_NothingIsLost()
    {
        const int Items = 3000;
        var buffer = new BufferBlock<int>();
        var targets = new List<ScriptedTarget>();
        foreach (int capacity in (int[])[1, 1, 1, 2])
        {
            IPropagatorBlock<int, int> block = NewIdentity(Options(capacity: capacity));
            var target = new ScriptedTarget();
            targets.Add(target);
            buffer.LinkTo(block, Propagate);
            block.LinkTo(target, Propagate);
        }

        PostAll(buffer, Enumerable.Range(0, Items));
        buffer.Complete();
        await Task.WhenAll(targets.Select(target => target.Ended)).WithTimeout();

        AssertItems(Enumerable.Range(0, Items), targets.SelectMany(target => target.Taken).Order());
        foreach (ScriptedTarget target in targets)
        {
            AssertItems(target.Taken.Order(), target.Taken);
        }
    }

    /// <summary>D: a chain of blocks keeps the order, pushes back, and hands the end on.</summary>
    [TestMethod]
    public async Task LinkTo_ChainOfBlocks_KeepsTheOrder()
    {
        const int Items = 1000;
        IPropagatorBlock<int, int>[] chain = [.. Enumerable.Range(0, 4).Select(_ => NewBlock(item => item + 1))];
        foreach (int index in Enumerable.Range(0, 3))
        {
            chain[index].LinkTo(chain[index + 1], Propagate);
        }

        var target = new ScriptedTarget();
        chain[3].LinkTo(target, Propagate);
        foreach (int item in Enumerable.Range(0, Items))
        {
            Assert.IsTrue(await chain[0].SendAsync(item).WithTimeout());
        }

        chain[0].Complete();

        Assert.IsNull(await target.Ended.WithTimeout());
        AssertItems(Enumerable.Range(4, Items), target.Taken);
    }
}
