namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>
/// The waits of the tests. Every one has the same generous limit, which only a broken block reaches: a test never waits for
/// time to pass.
/// </summary>
public static class Wait
{
    /// <summary>How long a broken block may hold a test up.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>The same task, failing when the limit is over.</summary>
    public static Task WithTimeout(this Task task) => task.WaitAsync(Limit);

    /// <inheritdoc cref="WithTimeout(Task)"/>
    public static Task<T> WithTimeout<T>(this Task<T> task) => task.WaitAsync(Limit);

    /// <summary>Waits for the task to end in whatever way, without throwing what it throws.</summary>
    public static async Task ToEnd(this Task task)
    {
        await task.WaitAsync(Limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.IsTrue(task.IsCompleted, "A task did not end.");
    }

    /// <summary>Blocks until the event is set. For delegates and callbacks that stand still on purpose.</summary>
    public static void ForEvent(ManualResetEventSlim signal) =>
        Assert.IsTrue(signal.Wait(Limit), "An event was not set.");

    /// <summary>
    /// Polls a value that nothing announces, such as a block's output count. It holds in the end or the block is broken.
    /// </summary>
    public static void Until(Func<bool> condition, string what) =>
        Assert.IsTrue(SpinWait.SpinUntil(condition, Limit), what);
}
