using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Streams;

namespace OrderedBlocks;

/// <summary>Dataflow blocks as async streams; any blocks, this library's or others.</summary>
public static class DataflowStreams
{
    /// <summary>
    /// Receives everything that comes out of a block, as Dataflow's <c>ReceiveAllAsync</c> does, and then throws what the block has
    /// failed with: so that a stream that ends is one that is complete.
    /// </summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="source">The block. Others may receive from it at the same time; each item goes to one of them.</param>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>; so does that of
    /// <c>WithCancellation</c>. The block does not notice, and neither does it when the enumeration is left.</param>
    /// <returns>The items. At the end comes the first exception with which the block has faulted, itself and not wrapped; or, if the
    /// block was canceled, an <see cref="OperationCanceledException"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public static IAsyncEnumerable<T> ReadAllAsync<T>(
        this IReceivableSourceBlock<T> source,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Stream<T>(token => new BlockEnumerator<T>(source, cancellationToken, token));
    }
}
