using OrderedBlocks.Core;

namespace OrderedBlocks.Execution;

/// <summary>What follows an await on a block's own threads. It may be queued more than once, and is run once.</summary>
/// <param name="context">The context of those threads, current while it runs.</param>
/// <param name="callback">What follows.</param>
/// <param name="state">For the callback.</param>
internal sealed class OwnContinuation(SynchronizationContext? context, SendOrPostCallback callback, object? state) : IThreadPoolWorkItem
{
    // Raised by the first thread that comes to it.
    private Flag _hasBegun;

    public void Execute()
    {
        if (_hasBegun.TryRaise())
        {
            // Own threads and the pool's clean up behind it.
            SynchronizationContext.SetSynchronizationContext(context);
            callback(state);
        }
    }
}
