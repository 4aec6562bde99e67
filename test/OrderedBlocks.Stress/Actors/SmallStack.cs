using System.Runtime.ExceptionServices;

namespace OrderedBlocks.Stress.Actors;

/// <summary>A thread whose stack overflows when anything calls itself for each item.</summary>
internal static class SmallStack
{
    /// <summary>Enough for a hundred calls or so of the runtime's and ours; a thousand nested ones do not fit.</summary>
    public const int Bytes = 256 * 1024;

    /// <summary>Runs an action to its end.</summary>
    public static void Run(Action action)
    {
        ExceptionDispatchInfo? error = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    action();
                }
#pragma warning disable CA1031 // it is thrown again, on the thread that waits
                catch (Exception caught)
#pragma warning restore CA1031
                {
                    error = ExceptionDispatchInfo.Capture(caught);
                }
            },
            Bytes);
        thread.Start();
        thread.Join();
        error?.Throw();
    }
}
