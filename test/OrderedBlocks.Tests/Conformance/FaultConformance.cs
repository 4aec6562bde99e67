using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section C: how Fault ends the block.</summary>
[TestClass]
public abstract class FaultConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    /// <summary>C2.</summary>
    [TestMethod]
    public void Fault_Null_Throws()
    {
        IDataflowBlock block = NewIdentity();

        Assert.AreEqual("exception", Assert.ThrowsExactly<ArgumentNullException>(() => block.Fault(null!)).ParamName);
        Assert.IsFalse(block.Completion.IsCompleted);
    }

    /// <summary>C2: queued input is dropped, running delegates may end, and the end waits for them.</summary>
    [TestMethod]
    public async Task Fault_ItemsRunAndWait_RunningOnesEndAndTheOthersNeverStart()
    {
        var reason = new InvalidOperationException("Enough.");
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(room: 8, parallelism: 2));
        PostAll(block, 1, 2, 3, 4);
        gate.WaitForStarts(2);

        block.Fault(reason);

        Assert.AreEqual(0, Subject.InputCount(block));
        gate.Open(1);
        Assert.IsFalse(await block.SendAsync(5).WithTimeout());
        Assert.IsFalse(block.Completion.IsCompleted);
        gate.OpenAll();
        await AssertFaulted(block.Completion, reason);
        AssertItems([1, 2], gate.Started.Order());
    }

    /// <summary>C2: waiting output is dropped.</summary>
    [TestMethod]
    public async Task Fault_OutputWaiting_DropsIt()
    {
        var reason = new InvalidOperationException("Enough.");
        IPropagatorBlock<int, int> block = NewBlockWithOutput(1, 2);

        block.Fault(reason);

        await AssertFaulted(block.Completion, reason);
        Assert.AreEqual(0, Subject.OutputCount(block));
        Assert.IsFalse(Output(block).TryReceive(out _));
        Assert.IsFalse(Output(block).TryReceiveAll(out _));
    }

    /// <summary>C2, dotnet/runtime#59197: a fault after Complete drops the queue; whether it is recorded is declared.</summary>
    [TestMethod]
    public async Task Fault_AfterComplete_DropsTheQueue()
    {
        var reason = new InvalidOperationException("Enough.");
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(room: 8, parallelism: 1));
        PostAll(block, 1, 2, 3);
        gate.WaitForStart(1);

        block.Complete();
        block.Fault(reason);
        gate.OpenAll();

        if (Subject.FaultAfterCompleteIsRecorded)
        {
            await AssertFaulted(block.Completion, reason);
        }
        else
        {
            AssertItems([1], ReceiveMany(block, 1));
            await block.Completion.WithTimeout();
        }

        AssertItems([1], gate.Started);
    }

    /// <summary>C2: a second fault from outside is not recorded.</summary>
    [TestMethod]
    public async Task Fault_Twice_RecordsTheFirst()
    {
        var first = new InvalidOperationException("First.");
        IPropagatorBlock<int, int> block = NewIdentity();

        block.Fault(first);
        block.Fault(new InvalidOperationException("Second."));

        await AssertFaulted(block.Completion, first);
    }

    /// <summary>C2: what is given to Fault is recorded as it is, an AggregateException, too.</summary>
    [TestMethod]
    public async Task Fault_AggregateException_IsNotUnwrapped()
    {
        var reason = new AggregateException(new InvalidOperationException("Inside."));
        IPropagatorBlock<int, int> block = NewIdentity();

        block.Fault(reason);

        await AssertFaulted(block.Completion, reason);
    }
}
