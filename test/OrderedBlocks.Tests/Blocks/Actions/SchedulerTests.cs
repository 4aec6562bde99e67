using System.Collections.Concurrent;
using OrderedBlocks.Tests.Conformance;
using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;
using static OrderedBlocks.Tests.Blocks.Actions.ActionBlocks;

namespace OrderedBlocks.Tests.Blocks.Actions;

/// <summary>Where <c>consume</c> runs, and schedulers that refuse, stop, or lie.</summary>
[TestClass]
public sealed class SchedulerTests
{
    private readonly Log<int> _consumed = new();

    [TestMethod]
    [DynamicData(nameof(ConsumeShapes), typeof(ActionBlocks))]
    public async Task Consume_WithAScheduler_AlwaysStartsOnIt(DelegateShape shape)
    {
        var seen = new ConcurrentBag<TaskScheduler>();
        OrderedBlockOptions options = Options(capacity: 4, dop: 2);
        options.TaskScheduler = new CountingScheduler();
        OrderedActionBlock<int, int> block = Create(
            shape,
            async result =>
            {
                seen.Add(TaskScheduler.Current);
                await Task.Delay(0).ConfigureAwait(false);
                await Task.Run(() => _consumed.Add(result)).ConfigureAwait(false);
            },
            options);
        foreach (int item in Enumerable.Range(1, 40))
        {
            Assert.IsTrue(await block.SendAsync(item).WithTimeout());
        }

        block.Complete();
        await block.Completion.WithTimeout();

        AssertItems(Enumerable.Range(1, 40).Select(static item => item * 10), _consumed.Entries);
        Assert.HasCount(40, seen);
        Assert.IsTrue(seen.All(used => ReferenceEquals(used, options.TaskScheduler)));
    }

    // The thread that ends the task holds a lock of its own, and goes on holding it.
    [TestMethod]
    public async Task Consume_TaskEndsUnderALock_NothingRunsUnderIt()
    {
        using var isEnding = new ThreadLocal<bool>();
        var ends = new ConcurrentQueue<TaskCompletionSource>();
        var started = new Log<(int Result, bool UnderTheLock)>();
        var block = new OrderedActionBlock<int, int>(
            static item => item,
            result =>
            {
                var end = new TaskCompletionSource();
                ends.Enqueue(end);
                started.Add((result, isEnding.Value));
                return end.Task;
            });
        PostFromOne(block, 50);

        for (int count = 1; count <= 50; count++)
        {
            started.WaitForCount(count);
            Assert.IsTrue(ends.TryDequeue(out TaskCompletionSource? end));
            isEnding.Value = true;
            end.SetResult();
            isEnding.Value = false;
        }

        block.Complete();
        await block.Completion.WithTimeout();
        AssertItems(Enumerable.Range(1, 50).Select(static item => (item, false)), started.Entries);
    }

    [TestMethod]
    public async Task Consume_SchedulerRefusesWhileItIsPending_FaultsTheBlock()
    {
        var scheduler = new RefusingScheduler();
        var gate = new Gate();
        OrderedBlockOptions options = Options();
        options.TaskScheduler = scheduler;
        var block = new OrderedActionBlock<int, int>(static item => item, gate.Run, options);
        PostFromOne(block, 3);
        gate.WaitForStart(1);
        Wait.Until(() => block.Statistics is { Queued: 0, Running: 0 }, $"The workers rest: {block.Statistics}");

        scheduler.Refuses = true;
        gate.Open(1);

        await block.Completion.ToEnd();
        Exception recorded = block.Completion.Exception!.InnerExceptions.Single();
        Assert.AreSame(scheduler.Reason, Assert.IsExactInstanceOfType<TaskSchedulerException>(recorded).InnerException);
        AssertItems([1], gate.Started);
        Assert.AreEqual(new() { Admitted = 3, Released = 1, DroppedByFault = 2 }, block.Statistics);
    }

    // The task ends while the scheduler still takes what it is given, but runs nothing any more.
    [TestMethod]
    [DataRow(Ending.Fault, true)]
    [DataRow(Ending.Cancel, true)]
    [DataRow(Ending.Fault, false)]
    [DataRow(Ending.Cancel, false)]
    public async Task Completion_PendingConsumeOnAStoppedScheduler_Ends(Ending ending, bool taskEndsFirst)
    {
        using var cancellation = new CancellationTokenSource();
        var scheduler = new ManualScheduler();
        var end = new TaskCompletionSource();
        OrderedBlockOptions options = Options(token: cancellation.Token);
        options.TaskScheduler = scheduler;
        var block = new OrderedActionBlock<int, int>(static item => item, _ => end.Task, options);
        PostFromOne(block, 3);
        scheduler.RunAll();
        if (taskEndsFirst)
        {
            end.SetResult();
            Assert.AreEqual(1, scheduler.Count);
        }

        block.End(ending, cancellation);
        if (!taskEndsFirst)
        {
            Assert.IsFalse(block.Completion.IsCompleted);
            end.SetResult();
        }

        await block.Completion.ToEnd();
        OrderedBlockStatistics statistics = block.Statistics;
        Assert.AreEqual((3, 1, 2), (statistics.Admitted, statistics.Released, statistics.Dropped));

        // Should it run after all, it finds nothing to do.
        scheduler.RunAll();
        Assert.AreEqual(statistics, block.Statistics);
    }

    // As a worker's tasks, a task that consumes ends after so many items, and others have their turn.
    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task MaxMessagesPerTask_ResultsThatWaited_AreSpreadOverTasks(int most)
    {
        const int Items = 20;
        var scheduler = new ManualScheduler();
        var gate = new Gate();
        OrderedBlockOptions options = Options(dop: DataflowBlockOptions.Unbounded);
        options.TaskScheduler = scheduler;
        options.MaxMessagesPerTask = most;
        var block = new OrderedActionBlock<int, int>(gate.Run, _consumed.Add, options);
        PostFromOne(block, Items);
        scheduler.RunAll();
        gate.Open([.. Enumerable.Range(2, Items - 1)]);
        Wait.Until(() => scheduler.Count == Items - 1, "All but the first have ended.");
        scheduler.RunAll();
        gate.Open(1);

        // Its worker, and perhaps the timer, which has seen the result before the worker has run.
        Wait.Until(() => scheduler.Count >= 1, "The first has ended.");

        while (_consumed.Count < Items)
        {
            int before = _consumed.Count;
            Assert.IsTrue(scheduler.TryRunOne(), $"Only {before} were consumed.");
            Assert.IsLessThanOrEqualTo(most, _consumed.Count - before);
        }

        AssertItems(Enumerable.Range(1, Items), _consumed.Entries);
        block.Complete();
        scheduler.RunAll();
        await block.Completion.WithTimeout();
    }
}
