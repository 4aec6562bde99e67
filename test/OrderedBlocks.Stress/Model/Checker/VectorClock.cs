namespace ModelChecking;

/// <summary>What has happened before, by thread: the usual vector clock.</summary>
internal sealed class VectorClock(int threads)
{
    private readonly int[] _times = new int[threads];

    public int this[int thread] => _times[thread];

    public void Tick(int thread) => _times[thread]++;

    public void Join(VectorClock? other)
    {
        if (other is null)
        {
            return;
        }

        for (int i = 0; i < _times.Length; i++)
        {
            _times[i] = Math.Max(_times[i], other._times[i]);
        }
    }

    public VectorClock Copy()
    {
        var copy = new VectorClock(_times.Length);
        _times.CopyTo(copy._times, 0);
        return copy;
    }
}
