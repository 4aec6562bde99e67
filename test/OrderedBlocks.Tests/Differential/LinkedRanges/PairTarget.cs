using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Differential.LinkedRanges;

/// <summary>A target whose items wait at a gate, one at a time, and then end in a log.</summary>
internal sealed class PairTarget
{
    private readonly Func<int> _inputCount;

    public PairTarget(PairKind kind, int capacity)
    {
        var options = new ExecutionDataflowBlockOptions { BoundedCapacity = capacity };
        var end = new ScriptedTarget(offer =>
        {
            Outputs.Add(offer.Value);
            return DataflowMessageStatus.Accepted;
        });
        switch (kind)
        {
            case PairKind.TransformToTransform:
                var theirs = new TransformBlock<int, int>(Gate.Run, options);
                theirs.LinkTo(end);
                (Block, _inputCount) = (theirs, () => theirs.InputCount);
                break;

            case PairKind.OrderedToAction:
                var action = new OrderedActionBlock<int, int>(Gate.Run, Outputs.Add, options);
                (Block, _inputCount) = (action, () => action.InputCount);
                break;

            default:
                var ours = new OrderedTransformBlock<int, int>(Gate.Run, options);
                ours.LinkTo(end);
                (Block, _inputCount) = (ours, () => ours.InputCount);
                break;
        }
    }

    public ITargetBlock<int> Block { get; }

    public Gate Gate { get; } = new();

    public Log<int> Outputs { get; } = new();

    /// <summary>What it has taken and not started.</summary>
    public int InputCount => _inputCount();
}
