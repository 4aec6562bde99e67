namespace OrderedBlocks.Streams;

/// <summary>Two tokens of an enumeration as one: that of the call, and that of <c>WithCancellation</c>.</summary>
internal readonly struct EitherToken
{
    // Null where one of them is enough.
    private readonly CancellationTokenSource? _linked;

    public EitherToken(CancellationToken one, CancellationToken other)
    {
        if (!one.CanBeCanceled || one == other)
        {
            Token = other;
        }
        else if (!other.CanBeCanceled)
        {
            Token = one;
        }
        else
        {
            _linked = CancellationTokenSource.CreateLinkedTokenSource(one, other);
            Token = _linked.Token;
        }
    }

    /// <summary>Fires when one of them does.</summary>
    public CancellationToken Token { get; }

    /// <summary>Lets go of the two.</summary>
    public void Dispose() => _linked?.Dispose();
}
