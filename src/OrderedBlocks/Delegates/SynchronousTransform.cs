using OrderedBlocks.Ring;

namespace OrderedBlocks.Delegates;

/// <summary>A delegate that returns its result.</summary>
internal sealed class SynchronousTransform<TInput, TOutput>(Func<TInput, TOutput> transform) : Transform<TInput, TOutput>
{
    public override Func<TInput, TOutput> Synchronous => transform;

    public override TransformStatus Start(
        Position position,
        TInput input,
        out TOutput output,
        out ValueTask<TOutput> pending)
    {
        pending = default;
        output = transform(input);
        return TransformStatus.Completed;
    }
}
