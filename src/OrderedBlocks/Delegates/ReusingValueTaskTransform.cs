using OrderedBlocks.Ring;
using OrderedBlocks.Workers;

namespace OrderedBlocks.Delegates;

/// <summary>A delegate that fills what it is given, takes the block's token and returns a value task. Each worker has one.</summary>
internal sealed class ReusingValueTaskTransform<TInput, TOutput>(
    Func<TInput, TOutput, CancellationToken, ValueTask<TOutput>> transform,
    Reuse<TOutput> reuse,
    CancellationToken token) : Transform<TInput, TOutput>
{
    // From the call of the delegate to the end of its task.
    private TOutput _rented = default!;

    public override Reuse<TOutput> Reuse => reuse;

    public override Transform<TInput, TOutput> ForWorker(WorkerGroup<TInput, TOutput> group) =>
        new ReusingValueTaskTransform<TInput, TOutput>(transform, reuse, token);

    public override TransformStatus Start(
        Position position, TInput input, out TOutput output, out ValueTask<TOutput> pending)
    {
        output = default!;
        _rented = reuse.Rent();
        try
        {
            pending = transform(input, _rented, token);
            return TransformStatus.Pending;
        }
        catch
        {
            reuse.GiveBack(_rented);
            _rented = default!;
            throw;
        }
    }

    // Before the position is published: when the block has ended, all that the delegates were given in vain has been given back.
    public override TransformStatus GetOutcome(
        ValueTask<TOutput> ended, ItemPolicy<TInput> policy, out TOutput output, out IReadOnlyList<Exception> errors)
    {
        TransformStatus status = base.GetOutcome(ended, policy, out output, out errors);
        if (status != TransformStatus.Completed)
        {
            reuse.GiveBack(_rented);
        }

        _rented = default!;
        return status;
    }
}
