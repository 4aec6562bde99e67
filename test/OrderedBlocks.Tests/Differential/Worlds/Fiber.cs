namespace OrderedBlocks.Tests.Differential;

/// <summary>A thread that runs only while the <see cref="BatonScheduler"/> lends it the baton.</summary>
internal sealed class Fiber : IDisposable
{
    private readonly SemaphoreSlim _go = new(0);
    private readonly SemaphoreSlim _back = new(0);
    private readonly Thread _thread;

    // written by the engine's thread before _go, read by the fiber after it
    private Action? _work;
    private bool _disposed;

    public Fiber()
    {
        _thread = new Thread(Loop, maxStackSize: 256 * 1024) { IsBackground = true, Name = "differential fiber" };
        _thread.Start();
    }

    /// <summary>Whether the work is at its end, so that the fiber may be given other work.</summary>
    public bool IsFree { get; private set; } = true;

    /// <summary>Gives the fiber work. It runs at the next <see cref="Run"/>.</summary>
    public void Give(Action work)
    {
        _work = work;
        IsFree = false;
    }

    /// <summary>Lends the baton, and returns when the work has ended or is parked.</summary>
    public void Run()
    {
        _go.Release();
        _back.Wait();
    }

    /// <summary>Called by the work: gives the baton back, and returns when it is lent again.</summary>
    public void Park()
    {
        _back.Release();
        _go.Wait();
    }

    public void Dispose()
    {
        _disposed = true;
        _go.Release();
        _thread.Join();
        _go.Dispose();
        _back.Dispose();
    }

    private void Loop()
    {
        _go.Wait();
        while (!_disposed)
        {
            _work!();
            _work = null;
            IsFree = true;
            _back.Release();
            _go.Wait();
        }
    }
}
