namespace OrderedBlocks.Tests.Support;

/// <summary>The one bound that all tests share. A working block never comes near it; it turns a hang into a failure.</summary>
internal static class Await
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Waits for a task, and fails if it does not end.</summary>
    public static Task Ends(Task task) => task.WaitAsync(Limit);

    /// <inheritdoc cref="Ends(Task)"/>
    public static Task<T> Ends<T>(Task<T> task) => task.WaitAsync(Limit);

    /// <summary>Waits for a task that may end in any way.</summary>
    public static async Task EndsSomehow(Task task)
    {
        await Ends(task.ContinueWith(static _ => { }, TaskScheduler.Default));
    }

    /// <summary>Waits until something that no event tells of has become true.</summary>
    public static void Until(Func<bool> condition, string what)
    {
        Assert.IsTrue(SpinWait.SpinUntil(condition, Limit), what);
    }
}
