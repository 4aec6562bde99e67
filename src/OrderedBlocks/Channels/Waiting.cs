namespace OrderedBlocks.Channels;

/// <summary>How a link's waits for a channel are ended.</summary>
internal static class Waiting
{
    /// <summary>Fires the token of a wait. Never throws: the caller is in the middle of ending its link.</summary>
    public static void End(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
#pragma warning disable CA1031 // a channel of the user's may have registered anything; all other callbacks have run
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
