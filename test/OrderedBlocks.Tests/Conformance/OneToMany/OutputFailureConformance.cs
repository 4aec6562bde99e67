using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.OneToMany;

/// <summary>An item that fails, or is canceled, at one of its outputs.</summary>
[TestClass]
public abstract class OutputFailureConformance<TSubject> : OneToManyConformance<TSubject>
    where TSubject : OneToManySubject, new()
{
    private readonly InvalidOperationException _reason = new("Cannot.");

    /// <summary>What came before the failed output has come out; nothing comes behind it.</summary>
    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(1, 2)]
    [DataRow(1, 3)]
    [DataRow(4, 1)]
    [DataRow(4, 2)]
    [DataRow(4, 3)]
    public async Task Output_Fails_NothingComesBehindIt(int parallelism, int failing)
    {
        var streams = new GatedStreams(_ => 3);
        IPropagatorBlock<int, int> block = NewLinkedBlock(streams, ManyOptions(parallelism: parallelism), out ScriptedTarget target);
        int[] before = [.. streams.OutputsOf(1), .. GatedStreams.Outputs(2, failing - 1)];
        streams.Gate.Open(before);
        PostAll(block, 1);
        target.WaitForTaken(3);
        PostAll(block, 2);
        streams.Gate.WaitForStart(2000 + failing);
        bool isExact = parallelism == 1 || Subject.NothingAfterAFailedItemComesOut;
        if (isExact)
        {
            target.WaitForTaken(before.Length);
            streams.Gate.Open([.. streams.OutputsOf(3)]);
            PostAll(block, 3);
        }

        if (isExact && parallelism > 1)
        {
            // ready with all that it has
            streams.Ended.WaitForEntry(3);
        }

        streams.Gate.Fail(2000 + failing, _reason);

        await AssertFaulted(block.Completion, _reason);
        Assert.IsInstanceOfType<AggregateException>(await target.Ended.WithTimeout());
        AssertItems(streams.Begun.Entries.Order(), streams.Ended.Entries.Order());

        // where 2 may still be behind 1 when it is begun, none of its outputs need come out
        AssertItems(isExact ? before : before.Take(target.Taken.Length), target.Taken);
    }

    /// <summary>Two items fail: both exceptions are there.</summary>
    [TestMethod]
    public async Task Outputs_OfTwoItemsFail_BothAreRecorded()
    {
        var second = new InvalidOperationException("Cannot either.");
        var streams = new GatedStreams(_ => 3);
        IPropagatorBlock<int, int> block = NewBlock(streams, ManyOptions(parallelism: 2));
        PostAll(block, 1, 2);
        streams.Gate.Open(1001, 2001);
        streams.Gate.WaitForStart(1002);
        streams.Gate.WaitForStart(2002);

        streams.Gate.Fail(2002, second);
        WaitUntilDeclining(block);
        streams.Gate.Fail(1002, _reason);

        await AssertFaulted(block.Completion, second, _reason);
        AssertItems([1, 2], streams.Ended.Entries.Order());
    }

    /// <summary>The exception says which item it was, though the delegate itself had long returned.</summary>
    [TestMethod]
    public async Task Output_Fails_ExceptionNamesTheItem()
    {
        var streams = new GatedStreams(_ => 3);
        IPropagatorBlock<int, int> block = NewBlock(streams);
        streams.Gate.Open(17001);
        streams.Gate.Fail(17002, _reason);

        PostAll(block, 17);

        await AssertFaulted(block.Completion, _reason);
        Assert.AreEqual(Subject.ExceptionsNameTheItem ? "17" : null, _reason.Data["DataflowMessageValue"]);
    }

    /// <summary>What GetEnumerator throws is a failure, and so is what Dispose throws.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Enumerator_FailsToOpenOrClose_FaultsTheBlock(bool closing)
    {
        IPropagatorBlock<int, int> block =
            Subject.CreateManyInShape<int, int>(_ => new FailingStream(_reason, closing), ManyOptions());

        PostAll(block, 1);

        await AssertFaulted(block.Completion, _reason);
    }

    /// <summary>A canceled item ends there: its outputs so far come out, and so do the other items' ones.</summary>
    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(1, 2)]
    [DataRow(1, 3)]
    [DataRow(4, 1)]
    [DataRow(4, 2)]
    [DataRow(4, 3)]
    public async Task Output_IsCanceledInTheFirstItem_TheItemEndsThere(int parallelism, int canceled)
    {
        var streams = new GatedStreams(_ => 3);
        IPropagatorBlock<int, int> block =
            NewLinkedBlock(streams, ManyOptions(capacity: 4, parallelism: parallelism), out ScriptedTarget target);
        PostAll(block, 1);
        streams.Gate.Open([.. GatedStreams.Outputs(1, canceled - 1)]);
        streams.Gate.WaitForStart(1000 + canceled);
        streams.Gate.Cancel(1000 + canceled);
        streams.Ended.WaitForEntry(1);
        streams.Gate.OpenAll();

        await SendAndComplete(block, Enumerable.Range(2, 8)).WithTimeout();

        await block.Completion.WithTimeout();
        Assert.IsNull(await target.Ended.WithTimeout());
        AssertItems([.. GatedStreams.Outputs(1, canceled - 1), .. streams.OutputsOf(Enumerable.Range(2, 8))], target.Taken);
        Assert.DoesNotContain(1000 + canceled + 1, streams.Asked);
    }

    /// <summary>A canceled item that is not the first: whether its outputs so far come out is declared.</summary>
    [TestMethod]
    public async Task Output_IsCanceledInALaterItem_OutputsSoFarComeOutAsDeclared()
    {
        var streams = new GatedStreams(_ => 3);
        IPropagatorBlock<int, int> block =
            NewLinkedBlock(streams, ManyOptions(capacity: 3, parallelism: 2), out ScriptedTarget target);
        PostAll(block, 1, 2, 3);
        streams.Gate.WaitForStart(1001);
        streams.Gate.Open(2001, 2002);
        streams.Gate.WaitForStart(2003);
        streams.Gate.Cancel(2003);
        streams.Ended.WaitForEntry(2);
        streams.Gate.OpenAll();
        block.Complete();

        await block.Completion.WithTimeout();
        int[] ofTheCanceled = [.. GatedStreams.Outputs(2, Subject.ACanceledItemKeepsItsOutputs ? 2 : 0)];
        AssertItems([.. streams.OutputsOf(1), .. ofTheCanceled, .. streams.OutputsOf(3)], target.Taken);
    }

    /// <summary>Canceled items give their places back, one after the other.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public async Task Outputs_OfManyItemsAreCanceled_PlacesComeBack(int parallelism)
    {
        IPropagatorBlock<int, int> block = Subject.CreateManyInShape<int, int>(Canceled, ManyOptions(capacity: 2, parallelism: parallelism));
        var target = new ScriptedTarget();
        block.LinkTo(target, Propagate);

        await SendAndComplete(block, Enumerable.Range(1, 100)).WithTimeout();

        await block.Completion.WithTimeout();
        AssertItems([100], target.Taken);

        static async IAsyncEnumerable<int> Canceled(int item)
        {
            await Task.Yield();
            yield return item < 100 ? throw new OperationCanceledException() : item;
        }
    }
}
