namespace OrderedBlocks.Delegates;

/// <summary>A delegate that takes the block's token and returns a value task.</summary>
internal sealed class ValueTaskConsumer<TOutput>(
    Func<TOutput, CancellationToken, ValueTask> consume,
    CancellationToken token) : Consumer<TOutput>
{
    public override bool TryConsume(TOutput output, out ValueTask pending)
    {
        pending = consume(output, token);
        return false;
    }
}
