using System.Collections;

namespace OrderedBlocks.Streams;

/// <summary>A sequence whose every enumerator is a run of its own.</summary>
/// <remarks>As <see cref="Stream{T}"/>: an iterator's enumerator that was disposed of would be handed out once more.</remarks>
internal sealed class Sequence<T>(Func<IEnumerable<T>> createRun) : IEnumerable<T>
{
    public IEnumerator<T> GetEnumerator() => createRun().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
