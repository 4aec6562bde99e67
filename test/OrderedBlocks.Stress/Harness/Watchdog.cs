using System.Diagnostics;

namespace OrderedBlocks.Stress.Harness;

/// <summary>
/// Ends the program when a scenario makes no progress, and says what its blocks look like. It has a thread of its own, so a
/// starved pool cannot keep it from looking.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    /// <summary>How long nothing may happen. Far above what a loaded machine needs for one step of any scenario.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>How long the printing may take: a look at a block that hangs might hang, too.</summary>
    private static readonly TimeSpan s_printing = TimeSpan.FromSeconds(5);

    private readonly string _what;
    private readonly string _again;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _done = new();
    private readonly List<Func<string>> _subjects = [];
    private long _progress;

    /// <param name="what">The scenario and its seed, for the message.</param>
    /// <param name="again">The command that runs it again.</param>
    public Watchdog(string what, string again)
    {
        _what = what;
        _again = again;
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

    /// <summary>What was shown is over: a scenario of many small worlds shows only the present one.</summary>
    public void ShowNothing()
    {
        lock (_subjects)
        {
            _subjects.Clear();
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
                Console.WriteLine($"HANG  {_what}: nothing has happened for {s_patience}");
                var printing = new Thread(Print) { IsBackground = true };
                printing.Start();
                printing.Join(s_printing);
                Console.WriteLine($"Again: {_again}");

                // At once: an orderly exit might wait for what hangs.
                Console.Out.Flush();
                Process.GetCurrentProcess().Kill();
            }

            last = progress;
        }
    }

    private void Print()
    {
        Func<string>[] subjects;
        lock (_subjects)
        {
            subjects = [.. _subjects];
        }

        foreach (Func<string> subject in subjects)
        {
            Console.WriteLine(subject());
        }
    }
}
