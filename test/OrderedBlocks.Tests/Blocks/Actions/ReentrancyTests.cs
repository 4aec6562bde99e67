using OrderedBlocks.Tests.Conformance;
using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;
using static OrderedBlocks.Tests.Blocks.Actions.ActionBlocks;

namespace OrderedBlocks.Tests.Blocks.Actions;

/// <summary>Calls of the block from inside <c>consume</c>.</summary>
[TestClass]
public sealed class ReentrancyTests
{
    private readonly Log<int> _consumed = new();

    public static IEnumerable<object[]> EndingsAndShapes =>
        from ending in Enum.GetValues<Ending>()
        from shape in Enum.GetValues<DelegateShape>()
        select new object[] { ending, shape };

    // Capacity 2: the item that is being consumed and the one that it posts. The last one completes the block.
    [TestMethod]
    [DynamicData(nameof(ConsumeShapes), typeof(ActionBlocks))]
    public async Task Consume_PostsTheNextAndCompletes_AllAreConsumed(DelegateShape shape)
    {
        OrderedActionBlock<int, int>? block = null;
        block = Create(
            DelegateShape.Synchronous,
            shape,
            static item => Task.FromResult(item),
            async result =>
            {
                _consumed.Add(result);
                if (result % 2 == 0)
                {
                    await Task.Yield();
                }

                if (result == 100)
                {
                    block!.Complete();
                }
                else
                {
                    Assert.IsTrue(block!.Post(result + 1));
                }
            },
            Options(capacity: 2));

        Assert.IsTrue(block.Post(1));

        await block.Completion.WithTimeout();
        AssertItems(Enumerable.Range(1, 100), _consumed.Entries);
    }

    // To a full block: the send waits for the very place of the item that is being consumed, so it is not waited for.
    [TestMethod]
    public async Task Consume_SendsToTheFullBlock_SendEndsAfterIt()
    {
        OrderedActionBlock<int, int>? block = null;
        List<Task<bool>> sends = [];
        block = new OrderedActionBlock<int, int>(
            static item => item,
            result =>
            {
                _consumed.Add(result);
                if (result < 50)
                {
                    Task<bool> send = block!.SendAsync(result + 1);
                    Assert.IsFalse(send.IsCompleted);
                    sends.Add(send);
                }
                else
                {
                    block!.Complete();
                }
            },
            Options(capacity: 1));

        Assert.IsTrue(block.Post(1));

        await block.Completion.WithTimeout();
        AssertItems(Enumerable.Range(1, 50), _consumed.Entries);
        Assert.IsTrue((await Task.WhenAll(sends).WithTimeout()).All(static sent => sent));
    }

    [TestMethod]
    [DynamicData(nameof(EndingsAndShapes))]
    public async Task Consume_EndsTheBlock_ItsItemCountsAsConsumed(Ending ending, DelegateShape shape)
    {
        using var cancellation = new CancellationTokenSource();
        using var all = new ManualResetEventSlim();
        OrderedActionBlock<int, int>? block = null;
        block = Create(
            DelegateShape.Synchronous,
            shape,
            static item => Task.FromResult(item),
            async result =>
            {
                Wait.ForEvent(all);
                _consumed.Add(result);
                if (result == 2)
                {
                    block!.End(ending, cancellation);
                    await Task.Yield();
                }
            },
            Options(dop: 2, token: cancellation.Token));
        PostFromOne(block, 4);

        all.Set();

        await block.Completion.ToEnd();
        int consumed = ending == Ending.Complete ? 4 : 2;
        AssertItems(Enumerable.Range(1, consumed), _consumed.Entries);
        OrderedBlockStatistics end = block.Statistics;
        Assert.AreEqual((4, consumed, 4 - consumed), (end.Admitted, end.Released, end.Dropped));
    }

    // All that is scheduled runs where it is scheduled, so a release meets itself further up the stack.
    [TestMethod]
    [DynamicData(nameof(ConsumeShapes), typeof(ActionBlocks))]
    public async Task Consume_OnAnInlineScheduler_IsNotCalledInsideItself(DelegateShape shape)
    {
        OrderedActionBlock<int, int>? block = null;
        int inside = 0;
        int most = 0;
        OrderedBlockOptions options = Options(dop: 2);
        options.TaskScheduler = new InlineScheduler();
        block = Create(
            DelegateShape.Synchronous,
            shape,
            static item => Task.FromResult(item),
            result =>
            {
                most = Math.Max(most, ++inside);
                _consumed.Add(result);
                if (result < 30)
                {
                    Assert.IsTrue(block!.Post((result * 2) + 10));
                }

                inside--;
                return Task.CompletedTask;
            },
            options);

        Assert.IsTrue(block.Post(1));

        AssertItems([1, 12, 34], _consumed.Entries);
        Assert.AreEqual(1, most);
        block.Complete();
        await block.Completion.WithTimeout();
    }

    [TestMethod]
    public async Task Completion_LastConsumeStillRuns_HasNotEnded()
    {
        bool endedBefore = false;
        OrderedActionBlock<int, int>? block = null;
        block = new OrderedActionBlock<int, int>(
            static item => item,
            async _ =>
            {
                block!.Complete();
                await Task.Yield();
                endedBefore = block.Completion.IsCompleted;
            });

        Assert.IsTrue(block.Post(1));

        await block.Completion.WithTimeout();
        Assert.IsFalse(endedBefore);
    }

    private sealed class InlineScheduler : TaskScheduler
    {
        protected override void QueueTask(Task task) => TryExecuteTask(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
