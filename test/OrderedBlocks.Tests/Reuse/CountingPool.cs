namespace OrderedBlocks.Tests.Reuse;

/// <summary>A pool that knows who is out, and counts. Returning what is not out is an error, which faults the block.</summary>
internal sealed class CountingPool : IResultPool<Parcel>
{
    private readonly Lock _lock = new();
    private readonly HashSet<Parcel> _out = [];
    private readonly Stack<Parcel> _kept = new();
    private int _rented;
    private int _returned;

    /// <summary>Called with the number of the rent, from 1, before it; may throw.</summary>
    public Action<int> OnRent { get; init; } = static _ => { };

    /// <summary>Called with what is being returned, before it; may throw.</summary>
    public Action<Parcel> OnReturn { get; init; } = static _ => { };

    public int Rented
    {
        get
        {
            lock (_lock)
            {
                return _rented;
            }
        }
    }

    public int Returned
    {
        get
        {
            lock (_lock)
            {
                return _returned;
            }
        }
    }

    /// <summary>How many are out.</summary>
    public int Out
    {
        get
        {
            lock (_lock)
            {
                return _out.Count;
            }
        }
    }

    /// <summary>The most that were ever out.</summary>
    public int MostOut { get; private set; }

    public Parcel Rent()
    {
        lock (_lock)
        {
            OnRent(_rented + 1);
            _rented++;
            if (!_kept.TryPop(out Parcel? parcel))
            {
                parcel = new Parcel();
            }

            _out.Add(parcel);
            MostOut = Math.Max(MostOut, _out.Count);
            return parcel;
        }
    }

    public void Return(Parcel result)
    {
        OnReturn(result);
        lock (_lock)
        {
            _returned++;
            if (!_out.Remove(result))
            {
                throw new InvalidOperationException($"The parcel of {result.Value} is not out.");
            }

            _kept.Push(result);
        }
    }

    /// <summary>So many were rented, and exactly these are still out.</summary>
    public void AssertOut(int rented, params IEnumerable<Parcel> expected)
    {
        lock (_lock)
        {
            Parcel[] parcels = [.. expected];
            Assert.AreEqual(rented, _rented, "rented");
            Assert.AreEqual(rented - parcels.Length, _returned, "returned");
            Assert.IsTrue(_out.SetEquals(parcels), $"{_out.Count} are out: {string.Join(", ", _out.Select(static one => one.Value))}");
        }
    }
}
