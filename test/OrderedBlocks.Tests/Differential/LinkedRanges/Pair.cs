using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Differential.LinkedRanges;

/// <summary>
/// A source that is filled before it is linked, and targets whose delegates wait at gates: so that each step leads to one state
/// of rest, which is the same for all kinds.
/// </summary>
internal sealed class Pair(PairKind kind)
{
    private readonly List<OrderedTransformBlock<int, int>> _ours = [];
    private IReceivableSourceBlock<int>? _output;
    private Func<int>? _outputCount;

    public ITargetBlock<int> Source => (ITargetBlock<int>)_output!;

    public IReceivableSourceBlock<int> Output => _output!;

    /// <summary>
    /// Whether a target whose delegate is held up fetches what waits as soon as a place comes free. Dataflow's does when its
    /// delegate has ended: row 9 of docs/differences.md.
    /// </summary>
    public bool FetchesAtOnce => kind != PairKind.TransformToTransform;

    public int OutputCount => _outputCount!();

    /// <summary>Makes the source, with outputs from 1 on that nobody has been offered yet.</summary>
    public void Fill(int items)
    {
        var options = new ExecutionDataflowBlockOptions { BoundedCapacity = 1000 };
        if (kind == PairKind.TransformToTransform)
        {
            var block = new TransformBlock<int, int>(static item => item, options);
            (_output, _outputCount) = (block, () => block.OutputCount);
        }
        else
        {
            var block = new OrderedTransformBlock<int, int>(static item => item, options);
            (_output, _outputCount) = (block, () => block.OutputCount);
            _ours.Add(block);
        }

        for (int item = 1; item <= items; item++)
        {
            Assert.IsTrue(Source.Post(item));
        }

        AwaitOutputs(items);
    }

    /// <summary>Waits until the source has just so many outputs left.</summary>
    public void AwaitOutputs(int count)
    {
        SpinWait.SpinUntil(() => OutputCount == count, Await.Limit);
        Assert.AreEqual(count, OutputCount, $"outputs left in {kind}");
    }

    /// <summary>Makes a target that holds so many at the most; to be linked to by <see cref="Link"/>.</summary>
    public PairTarget CreateTarget(int capacity) => new(kind, capacity);

    public IDisposable Link(PairTarget target, DataflowLinkOptions? options = null) => Output.LinkTo(
        kind == PairKind.OrderedToHidden ? new PassThrough(Output, target.Block) : target.Block,
        options ?? new DataflowLinkOptions());

    public IDisposable Link(PairTarget target, DataflowLinkOptions options, Predicate<int> predicate) =>
        Output.LinkTo(target.Block, options, predicate);

    /// <summary>What went in is somewhere.</summary>
    public void AssertBalance()
    {
        foreach (OrderedTransformBlock<int, int> block in _ours)
        {
            OrderedBlockStatistics now = block.Statistics;
            Assert.AreEqual(now.Admitted, now.Released + now.Failed + now.Dropped + now.Queued + now.Running + now.Waiting);
        }
    }
}
