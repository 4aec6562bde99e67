using ModelChecking;

namespace OrderedBlocks.Scheduling;

/// <summary>A thread of a block's own in the model: it runs on one of those that the scenario has added.</summary>
internal sealed class DedicatedThread
{
    private readonly Cell _isWoken = ModelRun.CreateCell(0);

    private DedicatedThread()
    {
    }

    public bool IsParked { get; set; }

    public static void Start(string name, Action<DedicatedThread> body, Action<Thread> start)
    {
        _ = (name, start);
        var thread = new DedicatedThread();
        ModelThreads.Current.Start(() => body(thread));
    }

    public bool Park(Deadline deadline)
    {
        // At the end of the execution it waits for ever.
        if (!ModelRun.Current.TryWaitForWork(() => ModelRun.Visible(_isWoken) != 0 || deadline.IsVisiblyOver))
        {
            ModelRun.Unwind();
        }

        return ModelRun.Current.Exchange(_isWoken, 0) != 0;
    }

    public void AwaitWakeUp()
    {
        ModelRun.Current.WaitUntil(() => ModelRun.Visible(_isWoken) != 0);
        ModelRun.Current.Exchange(_isWoken, 0);
    }

    public void WakeUp() => ModelRun.Current.Exchange(_isWoken, 1);

    public void CleanUp()
    {
    }
}
