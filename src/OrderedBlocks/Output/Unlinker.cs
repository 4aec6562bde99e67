using OrderedBlocks.Atomics;

namespace OrderedBlocks.Output;

/// <summary>Unlinks when it is disposed of; after that it does nothing, and keeps nothing.</summary>
/// <remarks>
/// Each caller that comes before the link is gone unlinks, which waits for the output side. So the link is gone when any of them returns.
/// </remarks>
/// <param name="unlink">Harmless when it is called again.</param>
internal sealed class Unlinker(Action unlink) : IDisposable
{
    private AtomicReference<Action> _unlink = new(unlink);

    /// <summary>For a link that never came about.</summary>
    public static IDisposable None { get; } = new Unlinker(static () => { });

    public void Dispose()
    {
        _unlink.Read()?.Invoke();
        _unlink.Write(null);
    }
}
