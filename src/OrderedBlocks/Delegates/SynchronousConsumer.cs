namespace OrderedBlocks.Delegates;

/// <summary>A delegate that is done when it returns.</summary>
internal sealed class SynchronousConsumer<TOutput>(Action<TOutput> consume) : Consumer<TOutput>
{
    public override Action<TOutput> Synchronous => consume;

    public override bool TryConsume(TOutput output, out ValueTask pending)
    {
        pending = default;
        consume(output);
        return true;
    }
}
