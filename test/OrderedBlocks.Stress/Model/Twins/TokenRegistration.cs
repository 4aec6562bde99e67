using ModelChecking;

namespace OrderedBlocks.Channels;

/// <summary>
/// The registration of the model: with a real token, whose own work is one step. What is modelled is when its callback comes.
/// </summary>
internal struct TokenRegistration
{
    private Cell? _touched;
    private CancellationTokenRegistration _registration;

    public void Register(Action<object?, CancellationToken> callback, object state, CancellationToken token)
    {
        Touch();
        _registration = token.UnsafeRegister(callback, state);
    }

    public bool TryEnd()
    {
        Touch();
        bool ended = _registration == default || _registration.Unregister();
        _registration = default;
        return ended;
    }

    private void Touch() => ModelRun.Current.Exchange(_touched ??= ModelRun.CreateCellAtFirstUse(), ModelRun.Version);
}
