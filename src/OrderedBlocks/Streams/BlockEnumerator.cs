using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Streams;

/// <summary>Receives all that comes out of a block, and then throws what the block has failed with.</summary>
internal sealed class BlockEnumerator<T>(IReceivableSourceBlock<T> source, CancellationToken one, CancellationToken other)
    : StreamEnumerator<T>
{
    private EitherToken _token;

    /// <inheritdoc/>
    protected override void Begin() => _token = new EitherToken(one, other);

    /// <inheritdoc/>
    protected override bool TryTake([MaybeNullWhen(false)] out T item)
    {
        _token.Token.ThrowIfCancellationRequested();
        return source.TryReceive(out item);
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected override async ValueTask<bool> WaitAsync()
    {
        if (await source.OutputAvailableAsync(_token.Token).ConfigureAwait(false))
        {
            return true;
        }

        await source.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (source.Completion.Exception is { } error)
        {
            ExceptionDispatchInfo.Throw(Errors.First(error));
        }

        // Throws if it was canceled.
        await source.Completion.ConfigureAwait(false);
        return false;
    }

    /// <inheritdoc/>
    protected override ValueTask StopAsync(bool hasThrown)
    {
        _token.Dispose();
        return default;
    }
}
