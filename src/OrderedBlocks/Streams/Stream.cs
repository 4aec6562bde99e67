namespace OrderedBlocks.Streams;

/// <summary>An async stream whose every enumerator is a run of its own.</summary>
/// <remarks>
/// What the compiler makes of an iterator is stream and enumerator in one: it hands out an enumerator that has ended once more, to the
/// thread that has made the stream.
/// </remarks>
internal sealed class Stream<T>(Func<CancellationToken, IAsyncEnumerator<T>> createEnumerator) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => createEnumerator(cancellationToken);
}
