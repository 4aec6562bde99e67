using OrderedBlocks.Tests.Conformance;
using OrderedBlocks.Tests.Control;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Completion;

/// <summary>A target that is completed behind its items, however its source has ended.</summary>
[TestClass]
public sealed class PropagateInOrderTests
{
    private static readonly IOException s_error = new("The source.");

    // The whole of it: a log that has exactly what came before the failed item, written by a block of Dataflow's.
    [TestMethod]
    public async Task DataflowTarget_FinishesWhatItHas_AndTheErrorIsReported()
    {
        var written = new Log<int>();
        var gate = new Gate();
        var source = new OrderedTransformBlock<int, int>(
            static item => item == 21 ? throw s_error : item,
            new OrderedBlockOptions { FailureMode = ItemFailureMode.FaultInOrder, MaxDegreeOfParallelism = 2 });
        var target = new ActionBlock<int>(async item => written.Add(await gate.Run(item)));
        source.LinkTo(target);
        Task told = DataflowCompletion.PropagateInOrder(source, target);
        source.PostRange([.. Enumerable.Range(1, 40)]);
        await Ends.Faulted(told, s_error);
        Assert.IsFalse(target.Completion.IsCompleted);
        gate.OpenAll();
        await target.Completion.WithTimeout();
        Ends.With(Enumerable.Range(1, 20), written.Entries);
    }

    [TestMethod]
    [DataRow(Ending.Complete, false)]
    [DataRow(Ending.Complete, true)]
    [DataRow(Ending.Fault, false)]
    [DataRow(Ending.Fault, true)]
    [DataRow(Ending.Cancel, false)]
    [DataRow(Ending.Cancel, true)]
    public async Task Source_EndsAnyWay_CompletesTheTargetOnce_AndTheTaskEndsSo(Ending ending, bool before)
    {
        var source = new EndingBlock();
        var target = new ToldTarget();
        if (before)
        {
            source.End(ending, s_error);
        }

        Task told = DataflowCompletion.PropagateInOrder(source, target);
        if (!before)
        {
            Assert.IsFalse(told.IsCompleted);
            Assert.IsEmpty(target.Told);
            source.End(ending, s_error);
        }

        // On this thread, so it has happened.
        Ends.With([ToldTarget.Completed], target.Told);
        await told.ToEnd();
        Assert.AreEqual(source.Completion.Status, told.Status);
        if (ending == Ending.Fault)
        {
            await Ends.Faulted(told, s_error);
        }
    }

    [TestMethod]
    [DataRow(Ending.Complete)]
    [DataRow(Ending.Fault)]
    public async Task TargetThrows_TheTaskFailsWithThat_Too(Ending ending)
    {
        var thrown = new InvalidOperationException("The target.");
        var source = new EndingBlock();
        Task told = DataflowCompletion.PropagateInOrder(source, new ToldTarget { Throws = thrown });
        source.End(ending, s_error);
        await Ends.Faulted(told, ending == Ending.Fault ? [s_error, thrown] : [thrown]);
    }

    // A block of this library is completed, too: its own end is a success.
    [TestMethod]
    public async Task OrderedTarget_IsCompleted()
    {
        var source = new OrderedTransformBlock<int, int>(static item => item);
        var target = new OrderedActionBlock<int, int>(static item => item, static _ => { });
        Task told = DataflowCompletion.PropagateInOrder(source, target);
        source.Fault(s_error);
        await target.Completion.WithTimeout();
        await Ends.Faulted(told, s_error);
    }

    [TestMethod]
    [DoNotParallelize]
    public async Task Task_NobodyAwaitsIt_IsNotUnobserved()
    {
        string mark = Guid.NewGuid().ToString();
        int count = await Unobserved.CountAsync(mark, async () =>
        {
            var source = new EndingBlock();
            Task told = DataflowCompletion.PropagateInOrder(source, new ToldTarget { Throws = new IOException(mark) });
            source.Complete();
            await told.ToEnd();
        });
        Assert.AreEqual(0, count);
    }

    [TestMethod]
    public void Arguments_AreChecked()
    {
        var block = new BufferBlock<int>();
        Assert.AreEqual("source", Assert.ThrowsExactly<ArgumentNullException>(() => DataflowCompletion.PropagateInOrder(null!, block)).ParamName);
        Assert.AreEqual("target", Assert.ThrowsExactly<ArgumentNullException>(() => DataflowCompletion.PropagateInOrder(block, null!)).ParamName);
        Assert.AreEqual("source", Assert.ThrowsExactly<ArgumentException>(() => DataflowCompletion.PropagateInOrder(block, block)).ParamName);
    }
}
