using System.Diagnostics;

namespace OrderedBlocks.Scheduling;

/// <summary>How long a thread that has found nothing looks again before it parks: as long as that has paid.</summary>
/// <remarks>A few microseconds at the most, and nothing on a single processor. After spins in vain it is tried seldom.</remarks>
[DebuggerDisplay("{_looks} looks")]
internal struct AdaptiveSpin
{
    /// <summary>How long to spin between two looks.</summary>
    public const int BetweenLooks = 10;

    private const int Max = 64;
    private const int Least = 4;
    private const int TriedOnceIn = 16;

    private int _looks = Max;
    private int _untried;

    public AdaptiveSpin()
    {
    }

    /// <summary>How many looks are to be made now.</summary>
    public int Next()
    {
        if (Environment.ProcessorCount == 1)
        {
            return 0;
        }

        if (_looks >= Least)
        {
            return _looks;
        }

        _untried = (_untried + 1) % TriedOnceIn;
        return _untried == 0 ? Max : 0;
    }

    /// <summary>Says whether the looks have found something.</summary>
    public void Note(bool found) => _looks = found ? Math.Min(Max, Math.Max(Least, _looks) * 2) : _looks / 2;
}
