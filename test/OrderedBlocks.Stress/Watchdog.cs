namespace OrderedBlocks.Stress;

/// <summary>
/// Ends the program when a scenario makes no progress, and says what its blocks look like. It has a thread of its own, so a
/// starved pool cannot keep it from looking.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly IScenario _scenario;
    private readonly int _seed;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _done = new();
    private readonly List<Func<string>> _subjects = [];
    private long _progress;

    public Watchdog(IScenario scenario, int seed)
    {
        _scenario = scenario;
        _seed = seed;
        _thread = new Thread(Look) { IsBackground = true, Name = "Watchdog" };
        _thread.Start();
    }

    /// <summary>Something has happened.</summary>
    public void Progress() => Interlocked.Increment(ref _progress);

    /// <summary>What to print if nothing happens any more.</summary>
    public void Show(Func<string> subject)
    {
        lock (_subjects)
        {
            _subjects.Add(subject);
        }
    }

    public void Dispose()
    {
        _done.Set();
        _thread.Join();
        _done.Dispose();
    }

    private void Look()
    {
        long last = -1;
        while (!_done.Wait(s_patience))
        {
            long progress = Interlocked.Read(ref _progress);
            if (progress == last)
            {
                Console.WriteLine($"HANG  {_scenario.Name,-24} seed {_seed}: nothing has happened for {s_patience}");
                lock (_subjects)
                {
                    foreach (Func<string> subject in _subjects)
                    {
                        Console.WriteLine(subject());
                    }
                }

                Environment.Exit(1);
            }

            last = progress;
        }
    }
}
