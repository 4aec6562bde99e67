using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.ChannelLinking;

/// <summary>Ends a link's waits for a channel, those that are under way and all that come, but none that is being begun.</summary>
/// <remarks>
/// The channels of .NET 10 end an operation twice if its token fires while they register for it (dotnet/runtime#132230): a reader that
/// was canceled can then be given an item, which is lost. So the token does not fire within a <see cref="Begin"/>.
/// </remarks>
[DebuggerDisplay("come: {HasCome}")]
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer, wait handle or parent: nothing to dispose of.")]
internal sealed class WaitEnd
{
    private readonly CancellationTokenSource _source = new();
    private readonly Lock _lock = new();

    // Under _lock: waits that are being begun, and whether the end has come.
    private int _beginning;
    private bool _hasCome;

    /// <summary>Whether it has come.</summary>
    public bool HasCome
    {
        get
        {
            using (Uninterrupted.Enter(_lock))
            {
                return _hasCome;
            }
        }
    }

    /// <summary>Around a call that begins a wait.</summary>
    public Scope Begin()
    {
        using (Uninterrupted.Enter(_lock))
        {
            if (_hasCome)
            {
                return new Scope(null, new CancellationToken(canceled: true));
            }

            _beginning++;
            return new Scope(this, _source.Token);
        }
    }

    /// <summary>Ends the waits. Never throws: the caller is in the middle of ending its link.</summary>
    public void Come()
    {
        using (Uninterrupted.Enter(_lock))
        {
            _hasCome = true;
            if (_beginning > 0)
            {
                // By the last of them.
                return;
            }
        }

        Fire();
    }

    private void Leave()
    {
        using (Uninterrupted.Enter(_lock))
        {
            _beginning--;
            if (!_hasCome || _beginning > 0)
            {
                return;
            }
        }

        Fire();
    }

    private void Fire()
    {
        try
        {
            _source.Cancel();
        }
        catch (Exception)
        {
            // A channel of the user's may have registered anything; all other callbacks have run.
        }
    }

    /// <summary>While it is open, <see cref="Token"/> does not fire. It may have fired before.</summary>
    public readonly ref struct Scope(WaitEnd? open, CancellationToken token)
    {
        /// <summary>The wait's.</summary>
        public CancellationToken Token { get; } = token;

        public void Dispose() => open?.Leave();
    }
}
