using System.Runtime.ExceptionServices;

namespace OrderedBlocks.Tests.Differential;

/// <summary>Runs the engine on a thread that is no pool thread, which <see cref="PoolFence"/> needs.</summary>
internal static class DedicatedThread
{
    /// <summary>Runs it and returns when it is over; what it throws is thrown here.</summary>
    public static void Run(Action action)
    {
        ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                thrown = ExceptionDispatchInfo.Capture(exception);
            }
        })
        { Name = "differential engine", IsBackground = true };
        thread.Start();
        thread.Join();
        thrown?.Throw();
    }
}
