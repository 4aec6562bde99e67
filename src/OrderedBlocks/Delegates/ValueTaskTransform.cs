using OrderedBlocks.Ring;

namespace OrderedBlocks.Delegates;

/// <summary>A delegate that takes the block's token and returns a value task.</summary>
internal sealed class ValueTaskTransform<TInput, TOutput>(
    Func<TInput, CancellationToken, ValueTask<TOutput>> transform,
    CancellationToken token) : Transform<TInput, TOutput>
{
    public override TransformStatus Start(
        Position position,
        TInput input,
        out TOutput output,
        out ValueTask<TOutput> pending)
    {
        output = default!;
        pending = transform(input, token);
        return TransformStatus.Pending;
    }
}
