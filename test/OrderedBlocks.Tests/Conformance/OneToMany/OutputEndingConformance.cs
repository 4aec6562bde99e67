using System.Runtime.CompilerServices;
using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.OneToMany;

/// <summary>The block is ended while a sequence or stream is enumerated.</summary>
[TestClass]
public abstract class OutputEndingConformance<TSubject> : OneToManyConformance<TSubject>
    where TSubject : OneToManySubject, new()
{
    private readonly InvalidOperationException _reason = new("Enough.");

    /// <summary>Complete: everything that was accepted comes out to its end.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    public async Task Complete_InTheMiddle_EverythingComesOut(int parallelism)
    {
        var streams = new GatedStreams(_ => 3);
        IPropagatorBlock<int, int> block = NewLinkedBlock(streams, ManyOptions(parallelism: parallelism), out ScriptedTarget target);
        PostAll(block, 1, 2, 3, 4);
        streams.Gate.Open(1001);
        streams.Gate.WaitForStart(1002);

        block.Complete();

        Assert.IsFalse(block.Post(5));
        Assert.IsFalse(block.Completion.IsCompleted);
        streams.Gate.OpenAll();
        await block.Completion.WithTimeout();
        AssertItems(streams.OutputsOf(1, 2, 3, 4), target.Taken);
        AssertItems([1, 2, 3, 4], streams.Ended.Entries.Order());
    }

    /// <summary>Complete: it ends when the last output is gone, not before.</summary>
    [TestMethod]
    public async Task Complete_OutputsOfOneItemWaiting_EndsWhenTheLastIsTaken()
    {
        IPropagatorBlock<int, int> block = NewBlockOf(_ => 3, ManyOptions());
        PostAll(block, 1);
        WaitForOutput(block, 3);

        block.Complete();

        foreach (int output in GatedStreams.Outputs(1, 3))
        {
            Assert.IsFalse(block.Completion.IsCompleted);
            AssertItems([output], ReceiveMany(block, 1));
        }

        await block.Completion.WithTimeout();
    }

    /// <summary>Complete: items without outputs at the end do not hold it up.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public async Task Complete_LastItemsWithoutOutputs_Ends(int parallelism)
    {
        var streams = new GatedStreams(item => item == 1 ? 1 : 0);
        streams.Gate.OpenAll();
        IPropagatorBlock<int, int> block = NewBlock(streams, ManyOptions(parallelism: parallelism));
        PostAll(block, 1, 2, 3);
        AssertItems([1001], ReceiveMany(block, 1));

        block.Complete();

        await block.Completion.WithTimeout();
        AssertItems([1, 2, 3], streams.Ended.Entries.Order());
    }

    /// <summary>
    /// Fault and cancellation: the end waits for the enumerators, and they are disposed of. Whether they are asked for more is declared.
    /// </summary>
    [TestMethod]
    [DataRow(Ending.Fault, 1)]
    [DataRow(Ending.Fault, 2)]
    [DataRow(Ending.Cancel, 1)]
    [DataRow(Ending.Cancel, 2)]
    public async Task End_InTheMiddle_EnumeratorsAreDisposedOf(Ending ending, int parallelism)
    {
        using var cancellation = new CancellationTokenSource();
        var streams = new GatedStreams(_ => 5);
        IPropagatorBlock<int, int> block =
            NewLinkedBlock(streams, ManyOptions(parallelism: parallelism, token: cancellation.Token), out ScriptedTarget target);
        int[] running = [.. Enumerable.Range(1, parallelism)];
        PostAll(block, 1, 2, 3, 4);
        foreach (int item in running)
        {
            streams.Gate.Open((item * 1000) + 1, (item * 1000) + 2);
            streams.Gate.WaitForStart((item * 1000) + 3);
        }

        target.WaitForTaken(2);
        block.End(ending, cancellation, _reason);
        WaitUntilDeclining(block);

        Assert.IsFalse(block.Completion.IsCompleted);
        streams.Gate.OpenAll();
        await AssertEnded(ending, block.Completion);
        AssertItems(running, streams.Ended.Entries.Order());
        int each = Subject.StopsEnumeratingWhenEnded ? 3 : 5;
        AssertItems(running.SelectMany(item => GatedStreams.Outputs(item, each)), streams.Asked.Order());
        AssertItems(streams.OutputsOf(running).Take(Subject.StopsEnumeratingWhenEnded ? 2 : target.Taken.Length), target.Taken);
        Assert.AreEqual((0, 0), (Subject.InputCount(block), Subject.OutputCount(block)));
        Assert.IsFalse(Output(block).TryReceive(out _));
    }

    /// <summary>Fault and cancellation while outputs wait that nobody takes: they are dropped.</summary>
    [TestMethod]
    [DataRow(Ending.Fault)]
    [DataRow(Ending.Cancel)]
    public async Task End_OutputsWaiting_AreDropped(Ending ending)
    {
        using var cancellation = new CancellationTokenSource();
        IPropagatorBlock<int, int> block = NewBlockOf(_ => 3, ManyOptions(token: cancellation.Token));
        PostAll(block, 1, 2);
        WaitForOutput(block, 6);
        AssertItems([1001], ReceiveMany(block, 1));

        block.End(ending, cancellation, _reason);

        await AssertEnded(ending, block.Completion);
        Assert.AreEqual(0, Subject.OutputCount(block));
        Assert.IsFalse(Output(block).TryReceiveAll(out _));
    }

    /// <summary>A target that is offered one of an item's outputs ends the block: no other item's come.</summary>
    [TestMethod]
    [DataRow(Ending.Fault)]
    [DataRow(Ending.Cancel)]
    public async Task End_FromInsideAnOffer_NoOtherItemComesOut(Ending ending)
    {
        using var cancellation = new CancellationTokenSource();
        var streams = new GatedStreams(_ => 3);
        IPropagatorBlock<int, int> block = NewBlock(streams, ManyOptions(parallelism: 1, token: cancellation.Token));
        var target = new ScriptedTarget(offer =>
        {
            if (offer.Value == 1002)
            {
                block.End(ending, cancellation, _reason);
            }

            return DataflowMessageStatus.Accepted;
        });
        block.LinkTo(target);
        PostAll(block, 1, 2);
        streams.Gate.Open(1001, 1002);
        target.WaitForTaken(2);

        streams.Gate.OpenAll();

        await AssertEnded(ending, block.Completion);
        AssertItems(GatedStreams.Outputs(1, Subject.StopsEnumeratingWhenEnded ? 2 : target.Taken.Length), target.Taken);
        AssertItems([1], streams.Ended.Entries);
    }

    /// <summary>A stream's token fires when the block is ended before its time.</summary>
    [TestMethod]
    [DataRow(Ending.Fault)]
    [DataRow(Ending.Cancel)]
    public async Task StreamToken_BlockEnds_Fires(Ending ending)
    {
        if (!Subject.DelegatesGetAToken)
        {
            // asserted by CancellationConformance
            return;
        }

        using var cancellation = new CancellationTokenSource();
        var ended = new Log<int>();
        IPropagatorBlock<int, int> block =
            Subject.CreateFromStreams<int, int>(Run, ManyOptions(parallelism: 1, token: cancellation.Token));
        PostAll(block, 1, 2);
        AssertItems([1], ReceiveMany(block, 1));

        block.End(ending, cancellation, _reason);

        await AssertEnded(ending, block.Completion);
        AssertItems([1], ended.Entries);

        async IAsyncEnumerable<int> Run(int item, [EnumeratorCancellation] CancellationToken token)
        {
            try
            {
                yield return item;
                await Task.Delay(Timeout.Infinite, token);
                yield return item + 1;
            }
            finally
            {
                ended.Add(item);
            }
        }
    }

    private Task AssertEnded(Ending ending, Task completion) =>
        ending == Ending.Fault ? AssertFaulted(completion, _reason) : AssertCanceled(completion);
}
