using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section C: what becomes of the block when its delegate fails.</summary>
[TestClass]
public abstract class FailureConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    private readonly InvalidOperationException _reason = new("Cannot.");

    /// <summary>C3: a flat AggregateException; the input stops.</summary>
    [TestMethod]
    public async Task Delegate_Throws_FaultsTheBlock()
    {
        IPropagatorBlock<int, int> block = NewBlock(_ => throw _reason);

        PostAll(block, 1);

        await AssertFaulted(block.Completion, _reason);
        Assert.IsFalse(block.Post(2));
        Assert.IsFalse(await block.SendAsync(2).WithTimeout());
    }

    /// <summary>C3: also when a delegate that returns tasks throws before it returns one.</summary>
    [TestMethod]
    public async Task AsyncDelegate_ThrowsAtOnce_FaultsTheBlock()
    {
        IPropagatorBlock<int, int> block = Subject.Create(Task<int> (int _) => throw _reason, Options());

        PostAll(block, 1);

        await AssertFaulted(block.Completion, _reason);
    }

    /// <summary>C3: all exceptions of one task are recorded, flat.</summary>
    [TestMethod]
    public async Task AsyncDelegate_TaskWithSeveralExceptions_RecordsAll()
    {
        var second = new InvalidOperationException("Cannot either.");
        var task = new TaskCompletionSource<int>();
        task.SetException([_reason, second]);
        IPropagatorBlock<int, int> block = Subject.Create((int _) => task.Task, Options());

        PostAll(block, 1);

        await AssertFaulted(block.Completion, _reason, second);
    }

    /// <summary>C3: the exceptions of all that ran are recorded.</summary>
    [TestMethod]
    public async Task Delegate_SeveralThrow_AllAreRecorded()
    {
        var second = new InvalidOperationException("Cannot either.");
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(room: 4, parallelism: 2));
        PostAll(block, 1, 2, 3, 4);
        gate.WaitForStarts(2);

        gate.Fail(2, second);
        WaitUntilDeclining(block);
        gate.Fail(1, _reason);

        await AssertFaulted(block.Completion, second, _reason);
        AssertItems([1, 2], gate.Started.Order());
    }

    /// <summary>C2: recorded after Complete, too.</summary>
    [TestMethod]
    public async Task Delegate_ThrowsAfterComplete_IsRecorded()
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate);
        PostAll(block, 1);
        gate.WaitForStart(1);

        block.Complete();
        gate.Fail(1, _reason);

        await AssertFaulted(block.Completion, _reason);
    }

    /// <summary>C2: and behind a fault from outside.</summary>
    [TestMethod]
    public async Task Delegate_ThrowsAfterFault_IsRecordedBehindIt()
    {
        var outside = new InvalidOperationException("Enough.");
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate);
        PostAll(block, 1);
        gate.WaitForStart(1);

        block.Fault(outside);
        gate.Fail(1, _reason);

        await AssertFaulted(block.Completion, outside, _reason);
    }

    /// <summary>C3: the target gets the AggregateException of the completion; a chain of blocks nests them.</summary>
    [TestMethod]
    public async Task Delegate_ThrowsInAChain_TargetsGetTheAggregate()
    {
        IPropagatorBlock<int, int> block = NewBlock(_ => throw _reason);
        IPropagatorBlock<int, int> next = NewIdentity();
        var target = new ScriptedTarget();
        block.LinkTo(next, Propagate);
        next.LinkTo(target, Propagate);

        PostAll(block, 1);

        var received = Assert.IsExactInstanceOfType<AggregateException>(await target.Ended.WithTimeout());
        var nested = Assert.IsExactInstanceOfType<AggregateException>(received.InnerException);
        AssertItems([_reason], nested.InnerExceptions);
        await AssertFaulted(block.Completion, _reason);
        await AssertFaulted(next.Completion, nested);
    }

    /// <summary>C3: the exception says which item it was.</summary>
    [TestMethod]
    public async Task Delegate_Throws_ExceptionNamesTheItem()
    {
        IPropagatorBlock<int, int> block = NewBlock(_ => throw _reason);

        PostAll(block, 17);

        await block.Completion.ToEnd();
        Assert.AreEqual(Subject.ExceptionsNameTheItem ? "17" : null, _reason.Data["DataflowMessageValue"]);
    }

    /// <summary>
    /// dotnet/runtime#121368, corefx#28033: 2 was finished when 1 fails; does it come out? 3 runs on, so the block has not
    /// ended yet.
    /// </summary>
    [TestMethod]
    public async Task Delegate_EarlierItemThrows_FinishedLaterItemsComeOutOnlyAsDeclared()
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(room: 8, parallelism: 2));
        var target = new ScriptedTarget();
        block.LinkTo(target);
        gate.Open(0);
        PostAll(block, 0);
        target.WaitForTaken(1);
        PostAll(block, 1, 2, 3);
        gate.WaitForStart(1);
        gate.WaitForStart(2);
        gate.Open(2);
        gate.WaitForStart(3);

        gate.Fail(1, _reason);

        if (!Subject.NothingAfterAFailedItemComesOut)
        {
            target.WaitForTaken(2);
        }

        WaitUntilDeclining(block);
        gate.OpenAll();
        await AssertFaulted(block.Completion, _reason);
        if (Subject.NothingAfterAFailedItemComesOut)
        {
            AssertItems([0], target.Taken);
        }
        else
        {
            // 3 ends while the block ends, so it may still come out; it comes out in order
            int[] taken = target.Taken;
            AssertItems(((int[])[0, 2, 3]).Take(taken.Length), taken);
        }
    }
}
