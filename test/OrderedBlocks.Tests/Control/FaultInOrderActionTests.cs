using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>A block with two delegates that faults in order: what came before the failed item is consumed first.</summary>
[TestClass]
public sealed class FaultInOrderActionTests
{
    private static readonly InvalidOperationException s_produce = new("Produce.");
    private static readonly InvalidOperationException s_consume = new("Consume.");

    private readonly Gate _produce = new();
    private readonly Gate _consume = new();

    [TestMethod]
    public async Task Produce_Fails_EarlierItemsAreConsumedFirst()
    {
        OrderedActionBlock<int, int> block = Create(dop: 4);
        _produce.WaitForStarts(4);
        _produce.Fail(3, s_produce);
        Counts.Assert(new() { Admitted = 6, Failed = 1, Running = 3, DroppedByFault = 2 }, () => block.Statistics);
        Assert.IsFalse(block.Post(7));
        _produce.OpenAll();
        _consume.WaitForStart(1);
        Assert.IsFalse(block.Completion.IsCompleted);
        _consume.Open(1);
        _consume.WaitForStart(2);
        Assert.IsFalse(block.Completion.IsCompleted);
        _consume.Open(2);
        await Ends.Faulted(block.Completion, s_produce);
        Ends.With([1, 2], _consume.Started);
        Assert.AreEqual(
            new OrderedBlockStatistics { Admitted = 6, Released = 2, Failed = 1, DroppedByFault = 3 }, block.Statistics);
    }

    // The earlier item's failure is the later one in time.
    [TestMethod]
    public async Task Consume_FailsBeforeTheItemThatProduceFailed_IsTheFirstException()
    {
        OrderedActionBlock<int, int> block = Create(dop: 4);
        _produce.WaitForStarts(4);
        _produce.Fail(3, s_produce);
        _produce.OpenAll();
        _consume.WaitForStart(1);
        _consume.Fail(1, s_consume);
        await Ends.Faulted(block.Completion, s_consume, s_produce);
        Ends.With([1], _consume.Started);
        Assert.AreEqual(new OrderedBlockStatistics { Admitted = 6, Failed = 2, DroppedByFault = 4 }, block.Statistics);
    }

    [TestMethod]
    public async Task Consume_Fails_NothingBehindIsConsumed()
    {
        OrderedActionBlock<int, int> block = Create(dop: 1);
        _produce.OpenAll();
        _consume.Open(1);
        _consume.WaitForStart(2);
        _consume.Fail(2, s_consume);
        await Ends.Faulted(block.Completion, s_consume);
        Ends.With([1, 2], _consume.Started);
        Assert.AreEqual(
            new OrderedBlockStatistics { Admitted = 6, Released = 1, Failed = 1, DroppedByFault = 4 }, block.Statistics);
    }

    // What consume drops is not in the way of those behind it.
    [TestMethod]
    public async Task Consume_CancelsAnEarlierItem_GoesOnToTheFailedOne()
    {
        OrderedActionBlock<int, int> block = Create(dop: 4);
        _produce.WaitForStarts(4);
        _produce.Fail(3, s_produce);
        _produce.OpenAll();
        _consume.WaitForStart(1);
        _consume.Cancel(1);
        _consume.Open(2);
        await Ends.Faulted(block.Completion, s_produce);
        Ends.With([1, 2], _consume.Started);
        Assert.AreEqual(
            new OrderedBlockStatistics { Admitted = 6, Released = 1, CanceledItems = 1, Failed = 1, DroppedByFault = 3 },
            block.Statistics);
    }

    private OrderedActionBlock<int, int> Create(int dop)
    {
        var block = new OrderedActionBlock<int, int>(
            _produce.Run,
            (Func<int, Task>)_consume.Run,
            new OrderedBlockOptions { FailureMode = ItemFailureMode.FaultInOrder, MaxDegreeOfParallelism = dop });
        Assert.AreEqual(6, block.PostRange([1, 2, 3, 4, 5, 6]));
        return block;
    }
}
