using OrderedBlocks.Scheduling;

namespace OrderedBlocks.OneToMany;

/// <summary>An asynchronous stream whose awaits go on on the block's own threads.</summary>
internal sealed class DedicatedStream<TOutput>(IAsyncEnumerable<TOutput> stream, DedicatedContext context) : IAsyncEnumerable<TOutput>
{
    public IAsyncEnumerator<TOutput> GetAsyncEnumerator(CancellationToken cancellationToken)
    {
        using (context.Enter())
        {
            return new Enumerator(stream.GetAsyncEnumerator(cancellationToken), context);
        }
    }

    private sealed class Enumerator(IAsyncEnumerator<TOutput> enumerator, DedicatedContext context) : IAsyncEnumerator<TOutput>
    {
        public TOutput Current => enumerator.Current;

        public ValueTask<bool> MoveNextAsync()
        {
            using (context.Enter())
            {
                return enumerator.MoveNextAsync();
            }
        }

        public ValueTask DisposeAsync()
        {
            using (context.Enter())
            {
                return enumerator.DisposeAsync();
            }
        }
    }
}
