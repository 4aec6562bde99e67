using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.OneToMany;

/// <summary>How many outputs are made before they are taken.</summary>
[TestClass]
public abstract class OutputLimitConformance<TSubject> : OneToManyConformance<TSubject>
    where TSubject : OneToManySubject, new()
{
    /// <summary>While nobody takes, an item makes so many outputs as there is room for, where they are limited.</summary>
    [TestMethod]
    [DataRow(1, 1, 1)]
    [DataRow(3, 3, 1)]
    [DataRow(8, 3, 1)]
    [DataRow(1, 1, 4)]
    [DataRow(3, 3, 4)]
    [DataRow(8, 3, 4)]
    [DataRow(8, 1, 4)]
    public void OutputCount_NobodyTakes_IsLimitedAsDeclared(int limit, int perItem, int parallelism)
    {
        var streams = new GatedStreams(_ => 20);
        streams.Gate.OpenAll();
        IPropagatorBlock<int, int> block = NewBlock(streams, Limited(limit, parallelism, perItem: perItem));
        PostAll(block, 1, 2);

        if (!Subject.BoundsItsOutputs)
        {
            WaitForOutput(block, 40);
            return;
        }

        foreach (int output in streams.OutputsOf(1, 2))
        {
            Wait.Until(() => Subject.OutputCount(block) > 0, "No output is ready.");
            Assert.IsLessThanOrEqualTo(limit, Subject.OutputCount(block));
            AssertItems([output], ReceiveMany(block, 1));
        }
    }

    /// <summary>One stream, one item at a time: it is asked for what there is room for and for one output more.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(5)]
    public void Stream_NobodyTakes_IsOneOutputAhead(int limit)
    {
        var streams = new GatedStreams(_ => 20);
        streams.Gate.OpenAll();
        IPropagatorBlock<int, int> block = NewBlock(streams, Limited(limit, parallelism: 1));
        PostAll(block, 1);

        if (!Subject.BoundsItsOutputs)
        {
            WaitForOutput(block, 20);
            AssertItems([1], streams.Ended.Entries);
            return;
        }

        WaitForOutput(block, limit);
        streams.Gate.WaitForStarts(limit + 1);
        AssertItems(GatedStreams.Outputs(1, limit + 1), streams.Asked);
        foreach (int taken in Enumerable.Range(1, 20))
        {
            // it may go on for each that is taken, or for several
            AssertItems([1000 + taken], ReceiveMany(block, 1));
            Assert.IsLessThanOrEqualTo(Math.Min(20, taken + limit + 1), streams.Asked.Length);
        }

        AssertItems([1], streams.Ended.WaitForCount(1));
    }

    /// <summary>An endless stream: outputs are taken for as long as one likes, then the block is ended, where outputs are limited.</summary>
    [TestMethod]
    [DataRow(Ending.Fault, 1)]
    [DataRow(Ending.Cancel, 1)]
    [DataRow(Ending.Fault, 4)]
    [DataRow(Ending.Cancel, 4)]
    public async Task Stream_Endless_IsEndedWithTheBlock(Ending ending, int parallelism)
    {
        using var cancellation = new CancellationTokenSource();
        var streams = new GatedStreams(_ => Subject.BoundsItsOutputs ? 1_000_000 : 500);
        streams.Gate.OpenAll();
        IPropagatorBlock<int, int> block = NewBlock(streams, Limited(4, parallelism, token: cancellation.Token));
        PostAll(block, 1, 2, 3);

        AssertItems(GatedStreams.Outputs(1, 500), ReceiveMany(block, 500));
        block.End(ending, cancellation);

        await block.Completion.ToEnd();
        Assert.AreEqual(ending == Ending.Fault ? TaskStatus.Faulted : TaskStatus.Canceled, block.Completion.Status);
        AssertItems(streams.Begun.Entries.Order(), streams.Ended.Entries.Order());
    }

    /// <summary>The first item waits for room and then fails: its outputs before that come out.</summary>
    [TestMethod]
    public async Task Stream_FailsAfterItHasWaitedForRoom_OutputsBeforeComeOut()
    {
        if (!Subject.BoundsItsOutputs)
        {
            return;
        }

        var reason = new InvalidOperationException("Cannot.");
        var streams = new GatedStreams(_ => 10);
        IPropagatorBlock<int, int> block = NewBlock(streams, Limited(2, parallelism: 2));
        streams.Gate.Open([.. GatedStreams.Outputs(1, 5)]);
        PostAll(block, 1, 2);

        AssertItems(GatedStreams.Outputs(1, 5), ReceiveMany(block, 5));
        streams.Gate.WaitForStart(1006);
        streams.Gate.WaitForStart(2001);
        streams.Gate.Fail(1006, reason);
        WaitUntilDeclining(block);
        streams.Gate.OpenAll();

        await AssertFaulted(block.Completion, reason);
        AssertItems([1, 2], streams.Ended.Entries.Order());
    }

    /// <summary>Later items fill their room; the first still gets all the room it needs.</summary>
    [TestMethod]
    [DataRow(2, 2)]
    [DataRow(2, 8)]
    [DataRow(4, 2)]
    [DataRow(4, 8)]
    public async Task Streams_LaterOnesFillTheirRoom_FirstGoesOn(int parallelism, int limit)
    {
        var streams = new GatedStreams(_ => 12);
        IPropagatorBlock<int, int> block = NewLinkedBlock(streams, Limited(limit, parallelism, perItem: 2), out ScriptedTarget target);
        int[] items = [.. Enumerable.Range(1, 12)];
        streams.Gate.Open([.. streams.OutputsOf(items.Skip(1))]);
        Task sending = SendAndComplete(block, items);
        streams.Gate.WaitForStart(1001);

        streams.Gate.OpenAll();

        await sending.WithTimeout();
        await block.Completion.WithTimeout();
        AssertItems(streams.OutputsOf(items), target.Taken);
    }

    private ExecutionDataflowBlockOptions Limited(
        int limit, int parallelism, int? perItem = null, CancellationToken token = default) =>
        Subject.LimitOutputs(Options(room: 16, parallelism: parallelism, token: token), limit, perItem ?? limit);
}
