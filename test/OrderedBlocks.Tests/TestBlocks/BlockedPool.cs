namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>
/// While it exists no thread of the pool runs anything: those that there are stand still, and whatever is queued stands behind
/// more such items than the pool starts threads for. Only for tests that run by themselves, on a thread that awaits nothing.
/// </summary>
public sealed class BlockedPool : IDisposable
{
    // The pool has about 64 threads at once (AssemblySetup) and adds one or two a second.
    private const int Blockers = 2000;

    private readonly object _gate = new();
    private bool _open;
    private int _standing;
    private bool _passed;

    public BlockedPool()
    {
        for (int i = 0; i < Blockers; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static pool => pool.Stand(), this, preferLocal: false);
        }

        // Passes only when all blockers have gone.
        ThreadPool.UnsafeQueueUserWorkItem(static pool => pool.Pass(), this, preferLocal: false);
        Wait.Until(() => Volatile.Read(ref _standing) >= Environment.ProcessorCount, "The pool runs nothing at all.");
    }

    /// <summary>To be called at the end of the test, so that what it has seen was seen without the pool.</summary>
    public void AssertNothingGotThrough()
    {
        lock (_gate)
        {
            Assert.IsFalse(_passed, "The pool was not blocked.");
        }
    }

    /// <summary>Lets the pool go on.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _open = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Stand()
    {
        Interlocked.Increment(ref _standing);
        lock (_gate)
        {
            while (!_open)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    private void Pass()
    {
        lock (_gate)
        {
            _passed = true;
        }
    }
}
