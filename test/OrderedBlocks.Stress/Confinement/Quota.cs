using System.Runtime.InteropServices;

namespace OrderedBlocks.Stress.Confinement;

/// <summary>
/// Lets a process run for a quarter of each period, as a CPU quota does: all its threads stop at once, wherever they are, and
/// go on together.
/// </summary>
/// <remarks>
/// A control group with a quota would be the real thing, but needs rights and a writable hierarchy that a build machine or a
/// container seldom has. Signals need neither.
/// </remarks>
internal sealed class Quota : IDisposable
{
    private const int Continue = 18;
    private const int ContinueOnMac = 19;
    private const int Stop = 19;
    private const int StopOnMac = 17;
    private static readonly TimeSpan s_on = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_off = TimeSpan.FromMilliseconds(30);

    private readonly int _process;
    private readonly ManualResetEventSlim _done = new();
    private readonly Thread _thread;

    public Quota(int process)
    {
        _process = process;
        _thread = new Thread(Run) { IsBackground = true, Name = "Quota" };
        _thread.Start();
    }

    public void Dispose()
    {
        _done.Set();
        _thread.Join();
        _done.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);

    private void Run()
    {
        bool mac = OperatingSystem.IsMacOS();
        while (!_done.Wait(s_on) && Signal(_process, mac ? StopOnMac : Stop) == 0)
        {
            _done.Wait(s_off);
            _ = Signal(_process, mac ? ContinueOnMac : Continue);
        }
    }
}
