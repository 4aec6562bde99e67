using System.Runtime.InteropServices;

namespace ParallelGzip;

/// <summary>
/// Turns Ctrl-C and a request to terminate into a canceled token, so that no partial output stays behind. The second
/// signal is left to the system: it ends the process at once.
/// </summary>
internal sealed class ShutdownSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    // Written by the thread of the first signal before it cancels the token; read after the token was seen canceled.
    private int _exitCode = ParallelGzip.ExitCode.Interrupted;

    public ShutdownSignals()
    {
        Register(PosixSignal.SIGINT, ParallelGzip.ExitCode.Interrupted);
        Register(PosixSignal.SIGTERM, ParallelGzip.ExitCode.Terminated);
    }

    public CancellationToken Token => _stop.Token;

    public int ExitCode => Volatile.Read(ref _exitCode);

    public void Dispose()
    {
        // The source itself is not disposed: a signal may be on its way in another thread.
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Register(PosixSignal signal, int exitCode) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            if (!_stop.IsCancellationRequested)
            {
                context.Cancel = true;
                Stop(exitCode);
            }
        }));

    /// <summary>What a signal does; a test calls it in its place.</summary>
    public void Stop(int exitCode)
    {
        Volatile.Write(ref _exitCode, exitCode);
        _stop.Cancel();
    }
}
