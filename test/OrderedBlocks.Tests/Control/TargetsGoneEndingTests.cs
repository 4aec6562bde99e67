using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>Targets that are gone because the same thing ends them and the block.</summary>
[TestClass]
public sealed class TargetsGoneEndingTests
{
    private static readonly InvalidOperationException s_error = new("From outside.");

    public static IEnumerable<object[]> Actions => Enum.GetValues<TargetsGoneMode>().Select(static action => new object[] { action });

    // 2 runs still when the block is ended, so that the output of 1 may be offered until then.
    [TestMethod]
    [DynamicData(nameof(Actions))]
    public async Task Target_DeclinesAfterTheBlockWasCanceled_EndsCanceled(TargetsGoneMode action)
    {
        using var cancellation = new CancellationTokenSource();
        (OrderedTransformBlock<int, int> block, Gate gate) = CreateWithOneOutput(action, cancellation.Token);
        await cancellation.CancelAsync();
        block.LinkTo(new ScriptedTarget(DataflowMessageStatus.DecliningPermanently));
        gate.OpenAll();
        await Ends.Canceled(block.Completion);
        Assert.AreEqual(new OrderedBlockStatistics { Admitted = 2, DroppedByCancellation = 2 }, block.Statistics);
    }

    [TestMethod]
    [DynamicData(nameof(Actions))]
    public async Task Target_DeclinesAfterTheBlockWasFaulted_EndsWithThatException(TargetsGoneMode action)
    {
        (OrderedTransformBlock<int, int> block, Gate gate) = CreateWithOneOutput(action, CancellationToken.None);
        ((IDataflowBlock)block).Fault(s_error);
        block.LinkTo(new ScriptedTarget(DataflowMessageStatus.DecliningPermanently));
        gate.OpenAll();
        await Ends.Faulted(block.Completion, s_error);
        Assert.AreEqual(new OrderedBlockStatistics { Admitted = 2, DroppedByFault = 2 }, block.Statistics);
    }

    // A token calls those first that came last, so as a rule a chain's last block hears of it before the others.
    [TestMethod]
    [DynamicData(nameof(Actions))]
    public async Task Target_DeclinesBeforeTheBlockHearsOfTheTokenOfBoth_EndsCanceled(TargetsGoneMode action)
    {
        using var cancellation = new CancellationTokenSource();
        (OrderedTransformBlock<int, int> block, Gate gate) = CreateWithOneOutput(action, cancellation.Token);
        cancellation.Token.Register(() => block.LinkTo(new ScriptedTarget(DataflowMessageStatus.DecliningPermanently)));
        await cancellation.CancelAsync();
        gate.OpenAll();
        await Ends.Canceled(block.Completion);
        Assert.AreEqual(new OrderedBlockStatistics { Admitted = 2, DroppedByCancellation = 2 }, block.Statistics);
    }

    private static (OrderedTransformBlock<int, int> Block, Gate Gate) CreateWithOneOutput(
        TargetsGoneMode action, CancellationToken token)
    {
        var gate = new Gate();
        var block = new OrderedTransformBlock<int, int>(
            gate.Run, new OrderedBlockOptions { TargetsGoneMode = action, CancellationToken = token });
        Assert.AreEqual(2, block.PostRange([1, 2]));
        gate.Open(1);
        gate.WaitForStart(2);
        Wait.Until(() => block.OutputCount == 1, "There is no output.");
        return (block, gate);
    }
}
