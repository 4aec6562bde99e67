namespace OrderedBlocks.Channels;

/// <summary>What an operation has registered with its token, if that can fire. Not thread-safe.</summary>
/// <remarks>Never disposed of, which may wait for a callback that runs: only unregistered.</remarks>
internal struct TokenRegistration
{
    // Empty if the token cannot fire any more, or has called back in the registration.
    private CancellationTokenRegistration _registration;

    /// <summary>Registers a callback. It may come on any thread, and before this returns.</summary>
    public void Register(Action<object?, CancellationToken> callback, object state, CancellationToken token) =>
        _registration = token.UnsafeRegister(callback, state);

    /// <summary>Lets go of the token, which has not called back in the registration.</summary>
    /// <returns>Whether the callback has not come and will not come any more.</returns>
    public bool TryEnd()
    {
        bool ended = _registration == default || _registration.Unregister();
        _registration = default;
        return ended;
    }
}
