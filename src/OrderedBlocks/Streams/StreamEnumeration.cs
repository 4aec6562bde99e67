using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using OrderedBlocks.Scheduling;

namespace OrderedBlocks.Streams;

/// <summary>
/// One enumeration of a stream whose items are transformed by a block: a task feeds the block from the source while there is room, and
/// who enumerates takes what comes out.
/// </summary>
/// <remarks>
/// The source is asked for an item only when the block has room for it, and nobody else sends to the block; so what was asked for and
/// not been taken is never more than the block's capacity. What ends the enumeration ends the run: it cancels the block and the source,
/// and waits for both, so that nothing of the user's runs after that.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer, wait handle or parent: nothing to dispose of.")]
internal sealed class StreamEnumeration<TInput, TOutput> : StreamEnumerator<TOutput>
{
    private readonly IAsyncEnumerable<TInput> _source;
    private readonly Func<CancellationToken, Channel<TInput, TOutput>> _createBlock;
    private readonly CancellationToken _token;
    private readonly CancellationToken _optionsToken;
    private readonly CancellationTokenSource _stop = new();

    // All from the beginning on.
    private CancellationTokenRegistration _registration;
    private CancellationTokenRegistration _optionsRegistration;
    private Channel<TInput, TOutput> _block = null!;
    private Task _feeding = null!;

    // The feeding task, before it ends.
    private Exception? _disposalError;

    private StreamEnumeration(
        IAsyncEnumerable<TInput> source,
        Func<CancellationToken, Channel<TInput, TOutput>> createBlock,
        CancellationToken optionsToken,
        CancellationToken token)
    {
        _source = source;
        _createBlock = createBlock;
        _token = token;
        _optionsToken = optionsToken;
    }

    /// <summary>The stream. Each enumerator is a run of its own, and begins with the first item that is asked for.</summary>
    /// <param name="source">What goes into the block.</param>
    /// <param name="createBlock">Creates the block, as a channel, which is canceled by this token.</param>
    /// <param name="optionsToken">Ends every run.</param>
    public static IAsyncEnumerable<TOutput> Create(
        IAsyncEnumerable<TInput> source,
        Func<CancellationToken, Channel<TInput, TOutput>> createBlock,
        CancellationToken optionsToken) =>
        new Stream<TOutput>(token => new StreamEnumeration<TInput, TOutput>(source, createBlock, optionsToken, token));

    /// <inheritdoc/>
    protected override void Begin()
    {
        _token.ThrowIfCancellationRequested();
        _optionsToken.ThrowIfCancellationRequested();
        _block = _createBlock(_stop.Token);
        _registration = CancelWith(_stop, _token);
        _optionsRegistration = CancelWith(_stop, _optionsToken);

        // On the pool: a source that needs no time would keep this thread until the block is full.
        using (NoFlow.Begin())
        {
            _feeding = Task.Run(FeedAsync, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    protected override bool TryTake([MaybeNullWhen(false)] out TOutput item)
    {
        if (_stop.IsCancellationRequested)
        {
            ThrowCanceled();
        }

        return _block.Reader.TryRead(out item);
    }

    // Throws what the block has failed with, the exception itself.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected override async ValueTask<bool> WaitAsync()
    {
        try
        {
            return await _block.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            ThrowCanceled();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask StopAsync(bool hasThrown)
    {
        // What callbacks of the user's throw is not this enumeration's.
        await _stop.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _feeding.ConfigureAwait(false);
        await _block.Reader.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _registration.Unregister();
        _optionsRegistration.Unregister();
        if (!hasThrown && _disposalError is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }
    }

    // To be unregistered, not disposed of, which may wait.
    private static CancellationTokenRegistration CancelWith(CancellationTokenSource source, CancellationToken token) =>
        token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);

    // With the token that the user knows.
    private void ThrowCanceled()
    {
        _token.ThrowIfCancellationRequested();
        _optionsToken.ThrowIfCancellationRequested();
    }

    // Never fails: what the source throws comes out of the block, behind all that came before.
    private async Task FeedAsync()
    {
        Exception? error = null;
        try
        {
            error = await FeedFromAsync(_source.GetAsyncEnumerator(_stop.Token)).ConfigureAwait(false);
        }
        catch (Exception thrown)
        {
            // Whatever it is, it is handed on.
            error = thrown;
        }

        _block.Writer.TryComplete(error);
    }

    private async ValueTask<Exception?> FeedFromAsync(IAsyncEnumerator<TInput> items)
    {
        Exception? error = null;
        try
        {
            while (await HasRoomAsync().ConfigureAwait(false)
                && await items.MoveNextAsync().ConfigureAwait(false)
                && await TrySendAsync(items.Current).ConfigureAwait(false))
            {
            }
        }
        catch (Exception thrown)
        {
            // Whatever it is, it is handed on.
            error = thrown;
        }

        try
        {
            await items.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception thrown)
        {
            // Whatever it is, it is handed on.
            _disposalError = thrown;
            error ??= thrown;
        }

        return error;
    }

    // There is room, but the block may still be about to let in whoever waited for it.
    private async ValueTask<bool> TrySendAsync(TInput item)
    {
        while (!_block.Writer.TryWrite(item))
        {
            if (!await HasRoomAsync().ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    // Not if the block has failed, or the run has been stopped: neither is the source's error.
    private async ValueTask<bool> HasRoomAsync()
    {
        try
        {
            return await _block.Writer.WaitToWriteAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            return false;
        }
    }
}
