using System.Diagnostics;

namespace OrderedBlocks.Delegates;

/// <summary>The execution context that travels with an item, as the ring's attachment of its position.</summary>
internal static class SenderContext
{
    /// <summary>The context in which the work on an item is done.</summary>
    /// <param name="attachment">What travels with the item; null if its sender's flow was suppressed.</param>
    /// <returns>The sender's or, if it did not flow, that of the calling thread; null if that does not flow either.</returns>
    public static ExecutionContext? Of(object? attachment) => (ExecutionContext?)attachment ?? ExecutionContext.Capture();

    /// <summary>
    /// Runs something in a context. What it changes of that, the current activity included, is undone on the calling thread.
    /// </summary>
    /// <param name="context">The context; null for the calling thread's own, in which only the activity is put back.</param>
    /// <param name="callback">What is run. What it throws comes out of here.</param>
    /// <param name="state">Its argument.</param>
    public static void Run(ExecutionContext? context, ContextCallback callback, object state)
    {
        if (context is not null)
        {
            ExecutionContext.Run(context, callback, state);
            return;
        }

        Activity? current = Activity.Current;
        try
        {
            callback(state);
        }
        finally
        {
            Activity.Current = current;
        }
    }
}
