using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Channels;

/// <summary>
/// A wait of a channel, to be used again: what a <see cref="ValueTask{TResult}"/> waits for, and what a block knows as somebody
/// who waits.
/// </summary>
/// <remarks>
/// <code>
///   idle --Prepare--> preparing --TryArm--> armed --TryEnd--> ended --GetResult--> idle (with the next version)
///                         |                   |                 ^
///                         '-------------------'---(the token)---'
/// </code>
/// <para>One word says all: the version, a number for each use, and how far that use has come. Whoever ends the wait does so by one
/// compare-and-swap of both, and alone may then touch what belongs to it. So a block that has noted an earlier use finds another
/// version and gets nothing, and a wait is ended once, by the block or by its token.</para>
/// <para>It goes back to the pool in <see cref="GetResult"/>, once, and only if the token cannot call back any more: because the
/// callback has not come and will not come, for which whoever ends the wait asks the token, or because it is the callback that has ended the
/// wait, and to give the result was the last that it had to do with the operation. So there is never a callback of an earlier use. If
/// the callback has begun too late, the operation is left to the collector. <see cref="GetResult"/> cannot come before the method that
/// made the wait has returned the task: that method may still touch the operation when somebody else has ended it.</para>
/// <para>What follows the wait never runs on the thread that ends it, but on the pool, or where the one who awaits was, if he goes on in a
/// synchronization context or on a task scheduler. An <see langword="await"/> costs no allocation then.</para>
/// </remarks>
internal abstract class PooledAsyncOperation<TResult> : IValueTaskSource<TResult>
{
    private const long OneVersion = 4;
    private const long Phases = OneVersion - 1;
    private const long Idle = 0;
    private const long Preparing = 1;
    private const long Armed = 2;
    private const long Ended = 3;

    private static readonly Action<object?, CancellationToken> s_cancel =
        static (operation, token) => ((PooledAsyncOperation<TResult>)operation!).Cancel(token);

    // The version and the phase. Anybody, by compare-and-swap; from idle to preparing by who has taken it from the pool.
    private AtomicInt64 _word;

    // The result, and what follows. Whoever has ended the wait, and then who gets the result.
    private ManualResetValueTaskSourceCore<TResult> _core = new() { RunContinuationsAsynchronously = true };

    // Who prepares it, and then who ends it.
    private TokenRegistration _registration;

    // Who ends it: before the result is there.
    private bool _isReusable;

    /// <summary>Says which value task is the present one's.</summary>
    protected short Token => _core.Version;

    /// <summary>Begins another use, by the one who has taken it from the pool.</summary>
    /// <returns>The version, which is not 0.</returns>
    protected long Prepare()
    {
        long word = (_word.ReadOwn() & ~Phases) + OneVersion + Preparing;
        _word.Write(word);
        return word / OneVersion;
    }

    /// <summary>
    /// Registers with the token and lets others end it from here on. All that they need must have been written before.
    /// </summary>
    /// <returns>Whether it waits: not if the token has ended it.</returns>
    protected bool TryArm(long version, CancellationToken cancellationToken)
    {
        _registration.Register(s_cancel, this, cancellationToken);
        long word = WordOf(version, Preparing);

        // Full fence: whoever ends it sees the registration.
        return _word.CompareExchange(WordOf(version, Armed), word) == word;
    }

    /// <summary>Whether it still waits. Acquire.</summary>
    protected bool IsArmed(long version) => _word.Read() == WordOf(version, Armed);

    /// <summary>Ends a use. Full fence.</summary>
    /// <returns>Whether this call has: then the result is to follow.</returns>
    protected bool TryEnd(long version)
    {
        long word = WordOf(version, Armed);
        return _word.CompareExchange(WordOf(version, Ended), word) == word;
    }

    /// <summary>Gives the result, by the one who has ended the wait. Under no lock.</summary>
    protected void Succeed(TResult result)
    {
        _isReusable = _registration.TryEnd();
        try
        {
            _core.SetResult(result);
        }
        catch (Exception error)
        {
            // The synchronization context or the scheduler of who awaits.
            ThrowElsewhere(error);
        }
    }

    /// <summary>Gives an exception, by the one who has ended the wait. Under no lock.</summary>
    protected void Fail(Exception exception)
    {
        _isReusable = _registration.TryEnd();
        SetException(exception);
    }

    /// <summary>The token has ended the wait: lets go of what it has.</summary>
    /// <param name="wasArmed">Whether somebody may know of it as one who waits.</param>
    protected abstract void OnCanceled(bool wasArmed);

    /// <summary>Puts it back into the pool.</summary>
    protected abstract void Return();

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    /// <inheritdoc/>
    public TResult GetResult(short token)
    {
        // Throws if the task is one of an earlier use.
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The operation has not ended yet.");
        }

        // The word must be that of this very use, to which the token belongs: both versions go up by one a use.
        long word = _word.Read();
        if ((word & Phases) != Ended
            || unchecked((short)((word / OneVersion) - 1)) != token
            || _word.CompareExchange(word - Ended + Idle, word) != word)
        {
            throw new InvalidOperationException("The value task has been awaited before.");
        }

        // Who made the wait, and who has ended it, have done with these.
        bool isReusable = _isReusable;
        _registration = default;
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            if (isReusable)
            {
                Return();
            }
        }
    }

    private static long WordOf(long version, long phase) => (version * OneVersion) + phase;

    // As an exception of a context that a task goes on in.
    private static void ThrowElsewhere(Exception error) => ThreadPool.UnsafeQueueUserWorkItem(
        static error => error.Throw(), ExceptionDispatchInfo.Capture(error), preferLocal: false);

    // The token's callback: of the present use, since there is never one of an earlier use.
    private void Cancel(CancellationToken cancellationToken)
    {
        long word = _word.Read();
        while ((word & Phases) is Preparing or Armed)
        {
            long seen = _word.CompareExchange((word & ~Phases) + Ended, word);
            if (seen == word)
            {
                OnCanceled(wasArmed: (word & Phases) == Armed);

                // When the result is there nothing of this is touched any more.
                _isReusable = true;
                SetException(new OperationCanceledException(cancellationToken));
                return;
            }

            word = seen;
        }
    }

    private void SetException(Exception exception)
    {
        try
        {
            _core.SetException(exception);
        }
        catch (Exception error)
        {
            // As in Succeed.
            ThrowElsewhere(error);
        }
    }
}
