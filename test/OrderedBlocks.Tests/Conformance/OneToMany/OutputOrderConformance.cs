using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.OneToMany;

/// <summary>What comes out, in which order, and when.</summary>
[TestClass]
public abstract class OutputOrderConformance<TSubject> : OneToManyConformance<TSubject>
    where TSubject : OneToManySubject, new()
{
    /// <summary>None, one and many: all come out, item after item.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    public async Task Outputs_NoneOneAndMany_ComeOutItemAfterItem(int parallelism)
    {
        var streams = new GatedStreams(item => (item * 7 % 5) switch { 0 => 0, 1 => 1, var more => more * more });
        streams.Gate.OpenAll();
        IPropagatorBlock<int, int> block = NewLinkedBlock(streams, ManyOptions(parallelism: parallelism), out ScriptedTarget target);

        await SendAndComplete(block, Enumerable.Range(1, 200)).WithTimeout();

        await block.Completion.WithTimeout();
        Assert.IsNull(await target.Ended.WithTimeout());
        AssertItems(streams.OutputsOf(Enumerable.Range(1, 200)), target.Taken);
        AssertItems(Enumerable.Range(1, 200), streams.Ended.Entries.Order());
    }

    /// <summary>Long rows of items without outputs: they leave nothing behind, and no places.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public async Task Outputs_LongRowsOfNone_AreNotNoticed(int parallelism)
    {
        var streams = new GatedStreams(item => item % 100 == 0 ? 2 : 0);
        streams.Gate.OpenAll();
        IPropagatorBlock<int, int> block =
            NewLinkedBlock(streams, ManyOptions(capacity: 2, parallelism: parallelism), out ScriptedTarget target);

        await SendAndComplete(block, Enumerable.Range(1, 950)).WithTimeout();

        await block.Completion.WithTimeout();
        AssertItems(streams.OutputsOf(Enumerable.Range(1, 950)), target.Taken);
    }

    /// <summary>No sequence, no task, no stream: an item without outputs, that gives its place back.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public async Task Outputs_Null_AreNone(int parallelism)
    {
        ExecutionDataflowBlockOptions options = ManyOptions(capacity: 1, parallelism: parallelism);
        IPropagatorBlock<int, int>[] blocks =
        [
            Subject.CreateFromSequences<int, int>(item => item % 2 == 0 ? null! : [item], options),
            Subject.CreateFromTasks<int, int>(item => item % 2 == 0 ? null! : Task.FromResult<IEnumerable<int>>([item]), options),
            Subject.CreateFromTasks<int, int>(item => Task.FromResult<IEnumerable<int>>(item % 2 == 0 ? null! : [item]), options),
        ];
        foreach (IPropagatorBlock<int, int> block in blocks)
        {
            var target = new ScriptedTarget();
            block.LinkTo(target, Propagate);

            await SendAndComplete(block, [2, 1, 2, 4, 3, 6]).WithTimeout();

            await block.Completion.WithTimeout();
            AssertItems([1, 3], target.Taken);
        }
    }

    /// <summary>Later items are ready with all their outputs: those come out behind the first one's, and not before.</summary>
    [TestMethod]
    [DataRow(2)]
    [DataRow(4)]
    public void Outputs_LaterItemsReadyFirst_ComeOutInOrder(int parallelism)
    {
        var streams = new GatedStreams(_ => 3);
        IPropagatorBlock<int, int> block = NewBlock(streams, ManyOptions(parallelism: parallelism));
        int[] items = [.. Enumerable.Range(1, parallelism)];
        PostAll(block, items);
        foreach (int item in items)
        {
            streams.Gate.WaitForStart((item * 1000) + 1);
        }

        foreach (int item in items.Skip(1).Reverse())
        {
            streams.Gate.Open([.. GatedStreams.Outputs(item, 3)]);
            streams.Ended.WaitForEntry(item);
        }

        Assert.AreEqual(0, Subject.OutputCount(block));
        Assert.IsFalse(Output(block).TryReceive(out _));
        streams.Gate.OpenAll();
        AssertItems(streams.OutputsOf(items), ReceiveMany(block, 3 * parallelism));
        AssertItems(items.Skip(1).Reverse().Append(1), streams.Ended.WaitForCount(parallelism));
    }

    /// <summary>The outputs of the first item come out one by one, as they are made.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    public void Outputs_OfTheFirstItem_ComeOutAsTheyAreMade(int parallelism)
    {
        var streams = new GatedStreams(_ => 4);
        IPropagatorBlock<int, int> block = NewBlock(streams, ManyOptions(parallelism: parallelism));
        PostAll(block, 1);

        foreach (int output in GatedStreams.Outputs(1, 4))
        {
            streams.Gate.WaitForStart(output);
            Assert.AreEqual(0, Subject.OutputCount(block));
            streams.Gate.Open(output);
            Assert.AreEqual(output, block.Receive(Wait.Limit));
        }
    }

    /// <summary>One item at a time: the next is not begun before the one before it has ended.</summary>
    [TestMethod]
    public void Outputs_OneItemAtATime_NextIsBegunWhenTheLastHasEnded()
    {
        var streams = new GatedStreams(item => item == 2 ? 0 : 2);
        IPropagatorBlock<int, int> block = NewBlock(streams, ManyOptions(parallelism: 1));
        PostAll(block, 1, 2, 3, 4);

        int[] outputs = [.. streams.OutputsOf(1, 2, 3, 4)];
        foreach (int step in Enumerable.Range(1, outputs.Length))
        {
            streams.Gate.WaitForStarts(step);
            AssertItems(outputs.Take(step), streams.Asked);
            Assert.AreEqual((outputs[step - 1] / 1000) switch { 1 => 3, 3 => 1, _ => 0 }, Subject.InputCount(block));
            streams.Gate.Open(outputs[step - 1]);
        }

        AssertItems(outputs, ReceiveMany(block, outputs.Length));
        AssertItems([1, 2, 3, 4], streams.Ended.WaitForCount(4));
    }

    /// <summary>Several items at a time: so many are begun, and no more, until one has ended.</summary>
    [TestMethod]
    [DataRow(2)]
    [DataRow(4)]
    public void Outputs_SeveralItemsAtATime_SoManyAreBegun(int parallelism)
    {
        var streams = new GatedStreams(_ => 2);
        IPropagatorBlock<int, int> block = NewBlock(streams, ManyOptions(parallelism: parallelism));
        int[] items = [.. Enumerable.Range(1, 2 * parallelism)];
        PostAll(block, items);
        streams.Gate.WaitForStarts(parallelism);

        // each ends: one more may begin, and no second
        foreach (int item in items)
        {
            int begun = Math.Min(parallelism + item - 1, items.Length);
            Wait.Until(() => Begun().Length >= begun, "An item is not begun.");
            AssertItems(Enumerable.Range(1, begun), Begun().Order());
            streams.Gate.Open((item * 1000) + 1, (item * 1000) + 2);
            streams.Ended.WaitForCount(item);
        }

        AssertItems(streams.OutputsOf(items), ReceiveMany(block, items.Length * 2));

        int[] Begun() => [.. streams.Asked.Select(output => output / 1000).Distinct()];
    }

    /// <summary>An item's delay at each of its outputs, now here, now there: no output overtakes another.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    public async Task Outputs_ReadyInAnyOrder_ComeOutInOrder(int parallelism)
    {
        var random = new Random(parallelism);
        var streams = new GatedStreams(item => item % 4);
        IPropagatorBlock<int, int> block = NewLinkedBlock(streams, ManyOptions(parallelism: parallelism), out ScriptedTarget target);
        int[] items = [.. Enumerable.Range(1, 40)];
        int[] outputs = [.. streams.OutputsOf(items)];
        int[] openings = [.. outputs];
        random.Shuffle(openings);
        Task sending = SendAndComplete(block, items);

        foreach (int output in openings)
        {
            streams.Gate.Open(output);
        }

        await sending.WithTimeout();
        await block.Completion.WithTimeout();
        AssertItems(outputs, target.Taken);
    }
}
