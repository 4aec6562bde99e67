using System.Diagnostics;

namespace OrderedBlocks.Execution;

/// <summary>The synchronization context of a block's own threads: what is awaited on one of them goes on on one of them.</summary>
/// <remarks>So the delegates' awaits need the pool no more than the block does; <c>ConfigureAwait(false)</c> has its usual effect.</remarks>
[DebuggerDisplay("{_threads}")]
internal sealed class OwnContext : SynchronizationContext
{
    private readonly DedicatedThreads _threads;

    public OwnContext(DedicatedThreads threads) => _threads = threads;

    public override void Post(SendOrPostCallback d, object? state) => _threads.QueueContinuation(new OwnContinuation(this, d, state));

    public override SynchronizationContext CreateCopy() => this;
}
