using System.Runtime.CompilerServices;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Completion;

/// <summary>Counts the exceptions of tasks that nobody observes. A test that uses it runs alone.</summary>
internal static class Unobserved
{
    /// <summary>Runs something, collects what it has left, and returns how often an exception with the mark came up.</summary>
    /// <param name="mark">The message by which the exceptions are known.</param>
    /// <param name="use">What is to be run, in a method of its own, so that it leaves no reference.</param>
    public static async Task<int> CountAsync(string mark, Func<Task> use)
    {
        string canary = Guid.NewGuid().ToString();
        int count = 0;
        int canaries = 0;
        void Note(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            IReadOnlyCollection<Exception> all = e.Exception.Flatten().InnerExceptions;
            Interlocked.Add(ref count, all.Any(error => error.Message.Contains(mark, StringComparison.Ordinal)) ? 1 : 0);
            Interlocked.Add(ref canaries, all.Any(error => error.Message == canary) ? 1 : 0);
        }

        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            await Task.Run(use).WithTimeout();

            // Twice: what was kept by the last frames is collected with the second.
            for (int i = 1; i <= 2; i++)
            {
                await Task.Run(() => Fail(canary));
                Wait.Until(
                    () =>
                    {
                        GC.Collect();
                        GC.WaitForPendingFinalizers();
                        return Volatile.Read(ref canaries) >= i;
                    },
                    "An exception that nobody observed was not told either.");
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        return count;
    }

    // Shows that such exceptions are heard of at all, and by when.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fail(string canary) => new TaskCompletionSource().SetException(new IOException(canary));
}
