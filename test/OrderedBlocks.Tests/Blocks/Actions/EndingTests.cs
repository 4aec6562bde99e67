using OrderedBlocks.Tests.Conformance;
using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;
using static OrderedBlocks.Tests.Blocks.Actions.ActionBlocks;

namespace OrderedBlocks.Tests.Blocks.Actions;

/// <summary>Complete, Fault and cancellation while a call of <c>consume</c> is running or pending.</summary>
[TestClass]
public sealed class EndingTests
{
    private static readonly int[] s_items = [1, 5];

    public static IEnumerable<object[]> EndingsAndShapes =>
        from ending in Enum.GetValues<Ending>()
        from shape in Enum.GetValues<DelegateShape>()
        from items in s_items
        select new object[] { ending, shape, items };

    public static IEnumerable<object[]> Pairs =>
        from first in Enum.GetValues<Ending>()
        from second in Enum.GetValues<Ending>()
        select new object[] { first, second };

    // The capacity is what is in the block, so a sender waits; it is told no at once.
    [TestMethod]
    [DynamicData(nameof(EndingsAndShapes))]
    public async Task End_WhileAnItemIsConsumed_LetsItEnd(Ending ending, DelegateShape shape, int items)
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new Gate();
        OrderedActionBlock<int, int> block = Create(
            DelegateShape.Synchronous,
            shape,
            static item => Task.FromResult(item),
            gate.Run,
            Options(capacity: items, dop: 2, cancellation.Token));
        PostFromOne(block, items);
        gate.WaitForStart(1);
        Wait.Until(() => block.Statistics is { Queued: 0, Running: <= 1 }, $"All are produced: {block.Statistics}");
        Task<bool> late = block.SendAsync(99);

        block.End(ending, cancellation);

        Assert.IsFalse(await late.WithTimeout());
        Assert.IsFalse(block.Completion.IsCompleted);
        gate.OpenAll();
        await block.Completion.ToEnd();
        Assert.AreEqual(StatusOf(ending), block.Completion.Status);
        int consumed = ending == Ending.Complete ? items : 1;
        AssertItems(Enumerable.Range(1, consumed), gate.Started);
        OrderedBlockStatistics end = block.Statistics;
        Assert.AreEqual((items, consumed, items - consumed), (end.Admitted, end.Released, end.Dropped));
        Assert.AreEqual(
            (ending == Ending.Fault ? items - 1 : 0, ending == Ending.Cancel ? items - 1 : 0),
            (end.DroppedByFault, end.DroppedByCancellation));
    }

    [TestMethod]
    [DynamicData(nameof(Pairs))]
    public async Task End_TwiceWhileConsumeIsPending_EndsAsTheStrongerSays(Ending first, Ending second)
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new Gate();
        var block = new OrderedActionBlock<int, int>(
            static item => item, gate.Run, Options(token: cancellation.Token));
        PostFromOne(block, 3);
        gate.WaitForStart(1);

        block.End(first, cancellation);
        block.End(second, cancellation);
        gate.OpenAll();

        await block.Completion.ToEnd();
        Ending stronger = first == Ending.Complete ? second : first;
        Assert.AreEqual(StatusOf(stronger), block.Completion.Status);
        AssertItems(Enumerable.Range(1, stronger == Ending.Complete ? 3 : 1), gate.Started);
    }

    [TestMethod]
    [DataRow(Ending.Fault)]
    [DataRow(Ending.Cancel)]
    public async Task Tokens_OfBothDelegates_FireWhenTheBlockIsAbandoned(Ending ending)
    {
        using var cancellation = new CancellationTokenSource();
        var started = new Log<string>();
        var block = new OrderedActionBlock<int, int>(
            async (item, token) =>
            {
                if (item > 1)
                {
                    started.Add("produce");
                    await Task.Delay(Timeout.Infinite, token);
                }

                return item;
            },
            async (_, token) =>
            {
                started.Add("consume");
                await Task.Delay(Timeout.Infinite, token);
            },
            Options(dop: 2, token: cancellation.Token));
        PostFromOne(block, 3);
        started.WaitForEntry("consume");
        started.WaitForCount(3);

        block.End(ending, cancellation);

        await block.Completion.ToEnd();
        Assert.AreEqual(StatusOf(ending), block.Completion.Status);
        AssertItems(["consume", "produce", "produce"], started.Entries.Order());
        Assert.AreEqual(new() { Admitted = 3, CanceledItems = 3 }, block.Statistics);
    }

    [TestMethod]
    public async Task Complete_Empty_EndsAndRefuses()
    {
        var block = new OrderedActionBlock<int, int>(static item => item, static _ => Assert.Fail("There is nothing."));

        block.Complete();
        block.Complete();

        await block.Completion.WithTimeout();
        Assert.IsFalse(block.Post(1));
        Assert.IsFalse(await block.SendAsync(1).WithTimeout());
    }

    // A source that is linked hands its end on, and the block the other way about tells its source no more.
    [TestMethod]
    public async Task LinkTo_BufferThatCompletes_ConsumesAllAndEnds()
    {
        List<int> consumed = [];
        var buffer = new BufferBlock<int>();
        var block = new OrderedActionBlock<int, int>(static item => item, consumed.Add, Options(capacity: 2, dop: 2));
        buffer.LinkTo(block, new DataflowLinkOptions { PropagateCompletion = true });
        PostFromOne(buffer, 500);

        buffer.Complete();

        await block.Completion.WithTimeout();
        AssertItems(Enumerable.Range(1, 500), consumed);
    }

    private static TaskStatus StatusOf(Ending ending) => ending switch
    {
        Ending.Complete => TaskStatus.RanToCompletion,
        Ending.Fault => TaskStatus.Faulted,
        _ => TaskStatus.Canceled,
    };
}
