using OrderedBlocks.Ring;
using OrderedBlocks.Scheduling;
using OrderedBlocks.Workers;

namespace OrderedBlocks.Delegates;

/// <summary>An asynchronous delegate whose awaits go on on the block's own threads.</summary>
internal sealed class DedicatedTransform<TInput, TOutput>(Transform<TInput, TOutput> transform, DedicatedContext context) : Transform<TInput, TOutput>
{
    public override Reuse<TOutput>? Reuse => transform.Reuse;

    public override Transform<TInput, TOutput> ForWorker(WorkerGroup<TInput, TOutput> group) =>
        new DedicatedTransform<TInput, TOutput>(transform.ForWorker(group), context);

    public override TransformStatus Start(
        Position position,
        TInput input,
        out TOutput output,
        out ValueTask<TOutput> pending)
    {
        using (context.Enter())
        {
            return transform.Start(position, input, out output, out pending);
        }
    }

    public override TransformStatus GetOutcome(
        ValueTask<TOutput> ended,
        ItemPolicy<TInput> policy,
        out TOutput output,
        out IReadOnlyList<Exception> errors) =>
        transform.GetOutcome(ended, policy, out output, out errors);
}
