namespace ModelChecking;

/// <summary>The carriers of an exploration, used again by each execution.</summary>
internal sealed class CarrierPool
{
    private readonly List<Carrier> _carriers = [];
    private int _taken;

    public Carrier Take()
    {
        if (_taken == _carriers.Count)
        {
            _carriers.Add(new Carrier());
        }

        return _carriers[_taken++];
    }

    /// <summary>The execution is over: nothing of it runs any more.</summary>
    public void TakeBack() => _taken = 0;
}
