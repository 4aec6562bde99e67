using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace OrderedBlocks.Streams;

/// <summary>One run through a stream: takes what is there, waits where nothing is, and stops once.</summary>
/// <remarks>
/// It is written by hand and not as an iterator. An iterator keeps the execution context of the last caller that had to wait, for
/// as long as the enumerator is there.
/// </remarks>
[DebuggerDisplay("begun: {_hasBegun}, over: {_isOver}")]
internal abstract class StreamEnumerator<T> : IAsyncEnumerator<T>
{
    // The consumer's: one call at a time.
    private bool _isMoving;
    private bool _hasBegun;
    private bool _isOver;

    /// <inheritdoc/>
    public T Current { get; private set; } = default!;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> MoveNextAsync()
    {
        if (_isMoving)
        {
            throw new InvalidOperationException("The enumerator is asked for the next item while it looks for one.");
        }

        if (_isOver)
        {
            return false;
        }

        _isMoving = true;
        try
        {
            if (!_hasBegun)
            {
                Begin();
                _hasBegun = true;
            }

            do
            {
                if (TryTake(out T? item))
                {
                    Current = item;
                    return true;
                }
            }
            while (await WaitAsync().ConfigureAwait(false));

            await EndAsync(hasThrown: false).ConfigureAwait(false);
            return false;
        }
        catch when (!_isOver)
        {
            await EndAsync(hasThrown: true).ConfigureAwait(false);
            throw;
        }
        finally
        {
            _isMoving = false;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_isMoving)
        {
            throw new NotSupportedException("The enumerator is disposed of while it looks for the next item.");
        }

        return _isOver ? default : EndAsync(hasThrown: false);
    }

    /// <summary>Begins, when the first item is asked for. If this throws nothing has begun.</summary>
    protected abstract void Begin();

    /// <summary>Takes an item, if there is one now.</summary>
    protected abstract bool TryTake([MaybeNullWhen(false)] out T item);

    /// <summary>Waits until there may be an item.</summary>
    /// <returns>Whether there may: not at the end.</returns>
    protected abstract ValueTask<bool> WaitAsync();

    /// <summary>The run has ended, or is left; once.</summary>
    /// <param name="hasThrown">Whether it has thrown: then this throws nothing more.</param>
    protected abstract ValueTask StopAsync(bool hasThrown);

    private ValueTask EndAsync(bool hasThrown)
    {
        _isOver = true;
        return _hasBegun ? StopAsync(hasThrown) : default;
    }
}
