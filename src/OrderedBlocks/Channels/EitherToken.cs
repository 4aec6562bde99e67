namespace OrderedBlocks.Channels;

/// <summary>A token that fires when one of two does.</summary>
internal static class EitherToken
{
    /// <summary>Makes it.</summary>
    /// <param name="one">A token.</param>
    /// <param name="other">Another one.</param>
    /// <returns>The token, and what lets go of both, without a wait; null where there is nothing to let go of.</returns>
    public static (CancellationToken Token, Action? Release) Of(CancellationToken one, CancellationToken other)
    {
        if (!one.CanBeCanceled || one == other)
        {
            return (other, null);
        }

        if (!other.CanBeCanceled)
        {
            return (one, null);
        }

        var either = new CancellationTokenSource();
        CancellationTokenRegistration first = CancelWith(either, one);
        CancellationTokenRegistration second = CancelWith(either, other);
        return (either.Token, Release);

        void Release()
        {
            first.Unregister();
            second.Unregister();
        }
    }

    /// <summary>Cancels a source when a token fires. To be unregistered, not disposed of, which may wait.</summary>
    public static CancellationTokenRegistration CancelWith(CancellationTokenSource source, CancellationToken token) =>
        token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
}
