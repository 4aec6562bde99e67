namespace OrderedBlocks.Tests.Differential;

/// <summary>Waits until the thread pool has begun everything that was queued before, as far as can be told.</summary>
/// <remarks>
/// The pool's common queue is first in, first out, and neither the engine's thread nor a fiber is a pool thread, so what
/// they queue goes there. It is a help, not a proof: see <see cref="LockStepRunner"/> for what stands behind it.
/// </remarks>
internal sealed class PoolFence : IDisposable
{
    private readonly SemaphoreSlim _passed = new(0);

    public void Pass()
    {
        ThreadPool.UnsafeQueueUserWorkItem(static passed => passed.Release(), _passed, preferLocal: false);
        _passed.Wait();
    }

    public void Dispose() => _passed.Dispose();
}
