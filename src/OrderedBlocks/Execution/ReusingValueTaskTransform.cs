using OrderedBlocks.Core;

namespace OrderedBlocks.Execution;

/// <summary>A delegate that fills what it is given, takes the block's token and returns a value task.</summary>
internal sealed class ReusingValueTaskTransform<TInput, TOutput>(
    Func<TInput, TOutput, CancellationToken, ValueTask<TOutput>> transform,
    Reuse<TOutput> reuse,
    CancellationToken token) : Transform<TInput, TOutput>
{
    public override Reuse<TOutput> Reuse => reuse;

    /// <inheritdoc/>
    /// <param name="position">The item's position.</param>
    /// <param name="input">The item.</param>
    /// <param name="output">What the delegate was given. Whoever hears that its task has failed gives it back.</param>
    /// <param name="pending">The delegate's task.</param>
    public override TransformStatus Start(
        Position position,
        TInput input,
        out TOutput output,
        out ValueTask<TOutput> pending)
    {
        output = reuse.Rent();
        try
        {
            pending = transform(input, output, token);
            return TransformStatus.Pending;
        }
        catch
        {
            reuse.GiveBack(output);
            throw;
        }
    }
}
