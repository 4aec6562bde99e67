using OrderedBlocks.Atomics;

namespace OrderedBlocks.Scheduling;

/// <summary>What follows an await of a delegate on a block's own threads. It may be queued twice, and is run once.</summary>
/// <remarks>As what is posted to the pool, it runs in the execution context of the thread that posts it.</remarks>
internal sealed class DedicatedContinuation : IThreadPoolWorkItem
{
    private static readonly ContextCallback s_run = static continuation => ((DedicatedContinuation)continuation!).Run();

    private readonly SendOrPostCallback _callback;
    private readonly object? _state;
    private readonly ExecutionContext? _executionContext;
    private SynchronizationContext? _context;

    // Raised by the first thread that comes to it.
    private AtomicFlag _hasBegun;

    /// <param name="context">The threads' context, current while it runs.</param>
    /// <param name="callback">What follows.</param>
    /// <param name="state">For the callback.</param>
    public DedicatedContinuation(SynchronizationContext? context, SendOrPostCallback callback, object? state)
    {
        _context = context;
        _callback = callback;
        _state = state;
        _executionContext = ExecutionContext.Capture();
    }

    /// <summary>Whether a thread has come to it.</summary>
    public bool HasBegun => _hasBegun.IsUp;

    /// <summary>It runs, and what it awaits goes on, on the pool: the block's threads have ended. Before it is queued.</summary>
    public void LeaveThreads() => _context = null;

    public void Execute()
    {
        if (!_hasBegun.TryRaise())
        {
            return;
        }

        if (_executionContext is { } context)
        {
            ExecutionContext.Run(context, s_run, this);
        }
        else
        {
            Run();
        }
    }

    private void Run()
    {
        // The thread's owner, the block or the pool, takes it away again.
        SynchronizationContext.SetSynchronizationContext(_context);
        _callback(_state);
    }
}
