using System.Diagnostics;

namespace OrderedBlocks.Scheduling;

/// <summary>
/// The synchronization context of a block's own threads, current while an asynchronous delegate of the block runs: what such a delegate
/// awaits goes on on those threads.
/// </summary>
/// <remarks>
/// So the delegates' awaits need the pool no more than the block does; <c>ConfigureAwait(false)</c> has its usual effect. Targets, sources
/// and callbacks of tokens, which are others', are called without it.
/// </remarks>
[DebuggerDisplay("{_threads}")]
internal sealed class DedicatedContext : SynchronizationContext
{
    private readonly DedicatedThreads _threads;

    public DedicatedContext(DedicatedThreads threads) => _threads = threads;

    public override void Post(SendOrPostCallback d, object? state) => _threads.QueueContinuation(new DedicatedContinuation(this, d, state));

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Makes it the current one.</summary>
    /// <returns>To be disposed of on the same thread.</returns>
    public Scope Enter()
    {
        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        return new Scope(before);
    }

    /// <summary>While it is the current one.</summary>
    public readonly ref struct Scope(SynchronizationContext? before)
    {
        public void Dispose() => SetSynchronizationContext(before);
    }
}
