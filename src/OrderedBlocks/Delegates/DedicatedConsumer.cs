using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Delegates;

/// <summary>An asynchronous delegate that consumes, whose awaits go on on the block's own threads.</summary>
internal sealed class DedicatedConsumer<TOutput>(Consumer<TOutput> consumer, DedicatedContext context) : Consumer<TOutput>
{
    public override bool TryConsume(TOutput output, out ValueTask pending)
    {
        using (context.Enter())
        {
            return consumer.TryConsume(output, out pending);
        }
    }
}
