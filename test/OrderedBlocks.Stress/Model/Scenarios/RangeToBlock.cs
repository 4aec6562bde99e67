using System.Threading.Tasks.Dataflow;
using ModelChecking;

namespace OrderedBlocks.Scenarios;

/// <summary>
/// Actors: a block with outputs that wait, which is linked meanwhile to a second block; perhaps somebody else who posts to that
/// one; their workers. Behind the second block there is a target, and the first one is completed; or nothing is, and what does not
/// find room stays in the first block. Allowed: every item is somewhere, once, the first block's in order, and all that is in the
/// second one has been transformed; then the end, if it was asked for. Forbidden: anything else.
/// </summary>
internal sealed class RangeToBlock(int items, int capacity, bool among, bool ends) : BlockScenario
{
    private OrderedTransformBlock<int, int>? _second;

    public override IEnumerable<(string Name, object Root)> Roots => [.. base.Roots, ("second", _second!.Core)];

    public override void CheckStep(ModelRun run)
    {
        base.CheckStep(run);
        if (_second?.Core.Ring.FindViolation() is { } violation)
        {
            run.Fail($"The second block: {violation}");
        }
    }

    public override void Set(ModelRun run)
    {
        AddThread(run, "poster", () =>
        {
            run.Require(Block.PostRange([.. Enumerable.Range(1, items)]) == items, "There was room for all.");
            run.WaitUntil(() => Block.Statistics.Waiting == items);
            Block.LinkTo(_second!, new DataflowLinkOptions { PropagateCompletion = true });
            if (ends)
            {
                Block.Complete();
            }
        });
        if (among)
        {
            AddThread(run, "other", () => _second!.PostRange([101]));
        }

        // So much that a run may be two: half of the capacity leaves in one go.
        Create(run, capacity: 4, workers: 1);
        _second = new OrderedTransformBlock<int, int>(
            static item => item, new ExecutionDataflowBlockOptions { BoundedCapacity = capacity });
        RingSlots.Touch(_second.Core.Ring);
        if (ends)
        {
            _second.LinkTo(Target, new DataflowLinkOptions { PropagateCompletion = true });
        }
    }

    public override void CheckEnd(ModelRun run)
    {
        RequireBalance(run);
        List<int> outputs = [.. Target.Items, .. Take(_second!), .. Take(Block)];
        int others = outputs.RemoveAll(static output => output == 101);
        RequireSequence(run, [.. Enumerable.Range(1, items)], outputs);
        run.Require(others <= (among ? 1 : 0), "101 came out more than once.");
        if (ends)
        {
            RequireEnd(run, TaskStatus.RanToCompletion);
            run.Require(Target.Ends == 1, $"The target was told of the end {Target.Ends} times.");
        }
    }

    private static int[] Take(OrderedTransformBlock<int, int> block)
    {
        int[] outputs = new int[10];
        return outputs[..block.Core.Ring.Take(outputs)];
    }
}
