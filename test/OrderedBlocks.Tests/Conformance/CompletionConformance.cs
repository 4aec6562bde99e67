using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;
using static System.Threading.Tasks.Dataflow.DataflowMessageStatus;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>Section C: how Complete and Fault end the block, and what the completion task is.</summary>
[TestClass]
public abstract class CompletionConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    /// <summary>C1: nothing in it, nothing to wait for; a second time is no error.</summary>
    [TestMethod]
    public async Task Complete_Empty_Ends()
    {
        IPropagatorBlock<int, int> block = NewIdentity();

        block.Complete();
        block.Complete();

        await block.Completion.WithTimeout();
        Assert.IsFalse(block.Post(1));
    }

    /// <summary>C1: what is queued is still transformed, and put out in order.</summary>
    [TestMethod]
    public async Task Complete_InputQueued_IsTransformedFirst()
    {
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(room: 8, parallelism: 1));
        var target = new ScriptedTarget();
        block.LinkTo(target, Propagate);
        PostAll(block, 1, 2, 3, 4, 5);
        gate.WaitForStart(1);

        block.Complete();

        Assert.IsFalse(block.Post(6));
        Assert.IsFalse(block.Completion.IsCompleted);
        gate.OpenAll();
        await block.Completion.WithTimeout();
        Assert.IsNull(await target.Ended.WithTimeout());
        AssertItems([1, 2, 3, 4, 5], target.Taken);
    }

    /// <summary>C1: it ends when the output is gone, not before.</summary>
    [TestMethod]
    public async Task Complete_OutputWaiting_EndsWhenItIsTaken()
    {
        IPropagatorBlock<int, int> block = NewBlockWithOutput(1, 2);

        block.Complete();

        AssertItems([1], ReceiveMany(block, 1));
        Assert.IsFalse(block.Completion.IsCompleted);
        AssertItems([2], ReceiveMany(block, 1));
        await block.Completion.WithTimeout();
    }

    /// <summary>C1: an offer under way holds the end up, even one that has taken the last item already.</summary>
    [TestMethod]
    public async Task Complete_OfferUnderWay_EndWaits()
    {
        IPropagatorBlock<int, int> block = NewIdentity();
        using var inside = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        block.LinkTo(new ScriptedTarget(offer =>
        {
            Assert.IsTrue(offer.TryConsume(out _));
            inside.Set();
            Wait.ForEvent(leave);
            return Accepted;
        }));
        PostAll(block, 1);
        Wait.ForEvent(inside);

        block.Complete();

        Assert.IsFalse(await block.SendAsync(2).WithTimeout());
        Assert.IsFalse(block.Completion.IsCompleted);
        leave.Set();
        await block.Completion.WithTimeout();
    }

    /// <summary>C6.</summary>
    [TestMethod]
    public async Task Completion_Always_IsOneTask()
    {
        IPropagatorBlock<int, int> block = NewIdentity();
        Task before = block.Completion;
        Assert.IsNotNull(before);

        block.Complete();
        await before.WithTimeout();

        Assert.AreSame(before, block.Completion);
    }

    /// <summary>C6, dotnet/runtime#60768: a continuation that stands still does not hold the block's thread or locks.</summary>
    [TestMethod]
    public async Task Completion_ContinuationBlocks_LinksStillEnd()
    {
        IPropagatorBlock<int, int> block = NewIdentity();
        var target = new ScriptedTarget();
        using var inside = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        Task continuation = block.Completion.ContinueWith(
            _ =>
            {
                inside.Set();
                Wait.ForEvent(leave);
            },
            TaskContinuationOptions.ExecuteSynchronously);
        block.LinkTo(target, Propagate);

        block.Complete();

        Wait.ForEvent(inside);
        Assert.IsNull(await target.Ended.WithTimeout());
        Assert.IsFalse(block.Post(1));
        Assert.IsFalse(Output(block).TryReceive(out _));
        leave.Set();
        await continuation.WithTimeout();
    }

    /// <summary>C6: at the end the queues and the counts are empty.</summary>
    [TestMethod]
    [DataRow(Ending.Complete)]
    [DataRow(Ending.Fault)]
    [DataRow(Ending.Cancel)]
    public async Task Completion_Ended_CountsAreZero(Ending ending)
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(room: 8, parallelism: 1, token: cancellation.Token));
        Task<(int, int)> counts = block.Completion.ContinueWith(
            _ => (Subject.InputCount(block), Subject.OutputCount(block)), TaskContinuationOptions.ExecuteSynchronously);
        if (ending == Ending.Complete)
        {
            block.LinkTo(new ScriptedTarget());
        }

        gate.Open(1);
        PostAll(block, 1, 2, 3, 4);
        gate.WaitForStart(2);
        block.End(ending, cancellation);
        gate.OpenAll();

        Assert.AreEqual((0, 0), await counts.WithTimeout());
    }

    /// <summary>C6: a link hands the end on when the completion task has ended.</summary>
    [TestMethod]
    public async Task Completion_LinkPropagates_AfterTheTaskHasEnded()
    {
        IPropagatorBlock<int, int> block = NewIdentity();
        bool endedBefore = false;
        var target = new ScriptedTarget { OnEnd = () => endedBefore = block.Completion.IsCompleted };
        block.LinkTo(target, Propagate);

        block.Complete();

        await target.Ended.WithTimeout();
        Assert.IsTrue(endedBefore);
    }

    /// <summary>C7: a scheduler that throws instead of queueing faults the block.</summary>
    [TestMethod]
    public async Task TaskScheduler_RefusesToQueue_FaultsTheBlock()
    {
        var scheduler = new RefusingScheduler { Refuses = true };
        ExecutionDataflowBlockOptions options = Options();
        options.TaskScheduler = scheduler;
        if (AreRefused(options))
        {
            return;
        }

        IPropagatorBlock<int, int> block = NewIdentity(options);

        _ = block.Post(1);

        await block.Completion.ToEnd();
        Assert.AreEqual(TaskStatus.Faulted, block.Completion.Status);
        Exception recorded = block.Completion.Exception!.InnerExceptions[0];
        Assert.AreSame(scheduler.Reason, Assert.IsExactInstanceOfType<TaskSchedulerException>(recorded).InnerException);
        Assert.IsFalse(block.Post(2));
    }
}
