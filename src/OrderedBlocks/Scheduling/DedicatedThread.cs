using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace OrderedBlocks.Scheduling;

/// <summary>A background thread of a block's own, and the event for which it waits while it has nothing to do.</summary>
[DebuggerDisplay("{_name}")]
[SuppressMessage("Design", "CA1001", Justification = "The thread disposes of the event when it ends.")]
internal sealed class DedicatedThread
{
    private readonly string _name;
    private readonly Action<DedicatedThread> _body;
    private readonly AutoResetEvent _wakeUp = new(initialState: false);
    private ExecutionContext? _context;

    private DedicatedThread(string name, Action<DedicatedThread> body)
    {
        _name = name;
        _body = body;
    }

    /// <summary>Whether it waits, and nobody has decided to wake it. Belongs to the owner of the threads.</summary>
    public bool IsParked { get; set; }

    /// <summary>Starts a thread, without the caller's execution context.</summary>
    /// <param name="name">The thread's.</param>
    /// <param name="body">What it does.</param>
    /// <param name="start">Starts it.</param>
    /// <exception cref="Exception">It could not be started.</exception>
    public static void Start(string name, Action<DedicatedThread> body, Action<Thread> start)
    {
        var own = new DedicatedThread(name, body);
        start(new Thread(own.Run) { IsBackground = true, Name = name });
    }

    /// <summary>Waits until it is woken, or the deadline is over, or the thread is interrupted. For the thread itself.</summary>
    /// <returns>Whether it was woken.</returns>
    public bool Park(Deadline deadline)
    {
        // Rounded up: a wait that ends before its time would only be begun again.
        double left = Math.Ceiling(deadline.Left.TotalMilliseconds);
        return TryWait((int)Math.Clamp(left, 1, int.MaxValue));
    }

    /// <summary>Waits until it is woken, which has been decided.</summary>
    public void AwaitWakeUp()
    {
        while (!TryWait(Timeout.Infinite))
        {
            // Interrupted.
        }
    }

    /// <summary>Wakes the thread. Once for each time it is found parked.</summary>
    public void WakeUp() => _wakeUp.Set();

    /// <summary>
    /// As on the pool: what one item has set does not reach the next, and a foreground thread would keep the process alive.
    /// </summary>
    public void CleanUp()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        if (_context is { } context)
        {
            ExecutionContext.Restore(context);
        }

        Thread thread = Thread.CurrentThread;
        if (!thread.IsBackground || thread.Priority != ThreadPriority.Normal || thread.Name != _name)
        {
            thread.IsBackground = true;
            thread.Priority = ThreadPriority.Normal;
            thread.Name = _name;
        }
    }

    // An interrupt that was meant for a delegate may come when that has ended, and would end the process here. It is swallowed, as by
    // an idle thread of the pool.
    private bool TryWait(int milliseconds)
    {
        try
        {
            return _wakeUp.WaitOne(milliseconds);
        }
        catch (ThreadInterruptedException)
        {
            return false;
        }
    }

    private void Run()
    {
        _context = ExecutionContext.Capture();
        _body(this);
        _wakeUp.Dispose();
    }
}
