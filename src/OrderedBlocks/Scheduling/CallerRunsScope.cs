namespace OrderedBlocks.Scheduling;

/// <summary>Whether the current thread is a sender's that lends a block a hand. It does so for one block at a time.</summary>
internal static class CallerRunsScope
{
    [ThreadStatic]
    private static bool t_isActive;

    /// <summary>Whether the thread is at it: it may hold locks of others, so nothing of others is called that can be put off.</summary>
    public static bool IsActive => t_isActive;

    /// <summary>Begins, unless the thread is at it already, further up its stack.</summary>
    public static bool TryBegin()
    {
        if (t_isActive)
        {
            return false;
        }

        t_isActive = true;
        return true;
    }

    /// <summary>Ends what was begun.</summary>
    public static void End() => t_isActive = false;
}
