using System.Diagnostics;
using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Context;

/// <summary>An activity is its item's alone: nothing of it stays on a thread, and a listener's failure stays its own.</summary>
[TestClass]
public sealed class ActivityLeakTests
{
    [TestMethod]
    public void Thread_ThatRunsTheWork_KeepsItsOwnActivity()
    {
        using var log = new ActivityLog();
        var scheduler = new ManualScheduler();
        OrderedTransformBlock<int, string> block =
            Senders.Create(DelegateShape.Synchronous, Senders.Options(place: Place.Scheduler, scheduler: scheduler));
        log.As("the sender", () => Assert.IsTrue(block.Post(1)));
        log.As("the thread", () =>
        {
            ExecutionContext? before = ExecutionContext.Capture();
            scheduler.RunAll();
            Assert.AreSame(before, ExecutionContext.Capture());
        });

        Assert.HasCount(1, log.Stopped);
    }

    [TestMethod]
    public void Thread_ThatEndsTheTask_KeepsItsOwnActivity()
    {
        using var log = new ActivityLog();
        using var source = new AwaitedSource();
        var block = new OrderedTransformBlock<int, int>((_, _) => source.Task, Senders.Options());
        log.As("the sender", () => Assert.IsTrue(block.Post(1)));
        source.WaitUntilAwaited();
        log.As("the thread", () =>
        {
            ExecutionContext? before = ExecutionContext.Capture();
            source.End(7);
            Assert.AreSame(before, ExecutionContext.Capture());
        });

        // On this thread: before anything that the block has scheduled.
        Assert.HasCount(1, log.Stopped);
        Assert.AreEqual("the sender", log.Stopped[0].Parent?.OperationName);
    }

    [TestMethod]
    [DataRow(DelegateShape.Synchronous)]
    [DataRow(DelegateShape.Task)]
    public void SuppressedFlow_OnTheThreadThatRunsTheWork_KeepsItsOwnActivity(DelegateShape shape)
    {
        using var log = new ActivityLog();
        var scheduler = new ManualScheduler();
        OrderedTransformBlock<int, string> block =
            Senders.Create(shape, Senders.Options(place: Place.Scheduler, scheduler: scheduler));
        using (ExecutionContext.SuppressFlow())
        {
            Assert.IsTrue(block.Post(1));
            scheduler.RunAll();
            Assert.AreSame(log.Root, Activity.Current);
        }

        Wait.Until(
            () =>
            {
                scheduler.RunAll();
                return block.OutputCount == 1;
            },
            "The output is not there.");
        Assert.HasCount(1, log.Stopped);
        Assert.AreEqual("test", log.Stopped[0].Parent?.OperationName);
        Assert.AreSame(log.Root, Activity.Current);
    }

    [TestMethod]
    public async Task Item_WithoutAnActivityOfItsSender_HasNoParent()
    {
        // The first item's activity must not be the second one's parent: that would be of the trace, and be made.
        using var log = new ActivityLog();
        var block = new OrderedTransformBlock<int, string?>(
            static _ => Activity.Current?.OperationName, Senders.Options(dop: 1));
        for (int item = 0; item < 100; item++)
        {
            Activity.Current = item % 2 == 0 ? log.Root : null;
            Assert.IsTrue(block.Post(item));
        }

        Activity.Current = log.Root;
        await Senders.AssertReceived(
            block, Enumerable.Range(0, 100).Select(static item => item % 2 == 0 ? "orderedblocks.transform" : null));
        Assert.HasCount(50, log.Stopped);
    }

    [TestMethod]
    [DataRow(DelegateShape.Synchronous)]
    [DataRow(DelegateShape.Task)]
    public async Task Listener_ThatThrows_ChangesNothing(DelegateShape shape)
    {
        static void Throw(Activity activity) => throw new InvalidOperationException("a listener");
        using var log = new ActivityLog("test", Throw, Throw);
        OrderedTransformBlock<int, string> block = Senders.Create(shape, Senders.Options());
        for (int item = 0; item < 100; item++)
        {
            Senders.PostAs("the sender", block, item);
        }

        await Senders.AssertReceived(block, Enumerable.Range(0, 100).Select(static item => Senders.TextOf(item, "the sender")));
        Assert.HasCount(100, log.Started);
        Assert.AreSame(log.Root, Activity.Current);
    }
}
