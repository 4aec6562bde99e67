using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance;

/// <summary>
/// C8: every two of Complete, Fault and cancellation, in each order, with something in the block at each stage.
/// </summary>
[TestClass]
public abstract class EndingPairConformance<TSubject> : BlockConformance<TSubject>
    where TSubject : BlockSubject, new()
{
    private readonly InvalidOperationException _first = new("The first.");
    private readonly InvalidOperationException _second = new("The second.");

    /// <summary>C8.</summary>
    [TestMethod]
    [DynamicData(nameof(EndingPairs.All), typeof(EndingPairs))]
    public async Task End_Twice_EndsAsDeclared(Ending first, Ending second, BlockState state)
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new Gate();
        IPropagatorBlock<int, int> block = NewBlock(gate, Options(room: 4, parallelism: 1, token: cancellation.Token));
        int posted = Prepare(block, gate, state);

        block.End(first, cancellation, _first);
        block.End(second, cancellation, _second);
        Assert.IsFalse(block.Post(9));
        gate.OpenAll();
        int[] received = await Drain(block, first, second);

        await AssertEnd(block.Completion, first, second);
        bool queueSurvives = (first, second) == (Ending.Complete, Ending.Complete);
        int transformed = queueSurvives ? posted : 1;
        AssertItems(Enumerable.Range(1, transformed), gate.Started);
        if (block.Completion.Status == TaskStatus.RanToCompletion)
        {
            AssertItems(gate.Started, received);
        }

        Assert.AreEqual((0, 0), (Subject.InputCount(block), Subject.OutputCount(block)));
        Assert.IsFalse(Output(block).TryReceive(out _));
        if (Subject.CountsDroppedItems)
        {
            Assert.AreEqual(posted - received.Length, Subject.LostCount(block));
        }
    }

    private int Prepare(IPropagatorBlock<int, int> block, Gate gate, BlockState state)
    {
        int posted = state == BlockState.InputQueued ? 2 : 1;
        PostAll(block, Enumerable.Range(1, posted));
        gate.WaitForStart(1);
        if (state == BlockState.OutputWaiting)
        {
            gate.Open(1);
            WaitForOutput(block, 1);
        }

        return posted;
    }

    /// <summary>Takes the output where the block ends only without it, or as a success.</summary>
    private async Task<int[]> Drain(IPropagatorBlock<int, int> block, Ending first, Ending second)
    {
        bool endsByItself = (first, second) switch
        {
            (Ending.Complete, Ending.Complete) => false,
            (Ending.Complete, Ending.Fault) => Subject.FaultAfterCompleteIsRecorded,
            (Ending.Complete, Ending.Cancel) => Subject.CancelAfterCompleteEnds,
            _ => true,
        };
        var received = new List<int>();
        while (!endsByItself && await block.OutputAvailableAsync().WithTimeout())
        {
            while (Output(block).TryReceive(out int item))
            {
                received.Add(item);
            }
        }

        return [.. received];
    }

    private Task AssertEnd(Task completion, Ending first, Ending second) => (first, second) switch
    {
        (Ending.Complete, Ending.Complete) => completion.WithTimeout(),
        (Ending.Complete, Ending.Fault) =>
            Subject.FaultAfterCompleteIsRecorded ? AssertFaulted(completion, _second) : completion.WithTimeout(),
        (Ending.Fault, _) => AssertFaulted(completion, _first),
        (Ending.Cancel, Ending.Fault) when Subject.FaultAfterCancelIsRecorded => AssertFaulted(completion, _second),
        _ => AssertCanceled(completion),
    };
}
