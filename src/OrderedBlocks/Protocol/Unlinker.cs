using OrderedBlocks.Core;

namespace OrderedBlocks.Protocol;

/// <summary>Unlinks when it is disposed, the first time; harmless after that.</summary>
internal sealed class Unlinker(Action unlink) : IDisposable
{
    private Reference<Action> _unlink = new(unlink);

    /// <summary>For a link that never came about.</summary>
    public static IDisposable None { get; } = new Unlinker(static () => { });

    public void Dispose() => _unlink.Exchange(null)?.Invoke();
}
