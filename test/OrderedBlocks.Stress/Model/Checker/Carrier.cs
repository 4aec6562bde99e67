namespace ModelChecking;

/// <summary>A real thread that carries a modelled one, and is used again in the next execution.</summary>
internal sealed class Carrier
{
    private readonly SemaphoreSlim _baton = new(0);
    private Action _work = static () => { };

    public Carrier()
    {
        var thread = new Thread(Run, maxStackSize: 512 * 1024) { IsBackground = true, Name = "Model" };
        thread.Start();
    }

    /// <summary>What to do when it is given the baton for the first time.</summary>
    public void Assign(Action work) => _work = work;

    /// <summary>It goes on from here; the caller is to wait, or to end.</summary>
    public void Pass() => _baton.Release();

    /// <summary>Waits for the baton. On the carrier's own thread.</summary>
    public void Await() => _baton.Wait();

    private void Run()
    {
        while (true)
        {
            Await();
            _work();
        }
    }
}
