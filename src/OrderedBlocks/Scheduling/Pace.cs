using System.Diagnostics;

namespace OrderedBlocks.Scheduling;

/// <summary>Whether a block's own threads come back from what they run so soon that to wake another one would cost more.</summary>
/// <remarks>A wake-up costs some 10 microseconds of processor time. One run in eight is measured.</remarks>
[DebuggerDisplay("{IsBrisk}")]
internal struct Pace
{
    // In microseconds.
    private const long ShortRun = 10;

    private const int MeasuredOnceIn = 8;
    private const int MaxProof = 8;
    private const int EnoughProof = 4;

    private static readonly long s_shortRun = ShortRun * Stopwatch.Frequency / 1_000_000;

    private int _begun;
    private int _proof;

    /// <summary>Whether most of the runs that were measured of late were short.</summary>
    public readonly bool IsBrisk => _proof >= EnoughProof;

    /// <summary>A run begins.</summary>
    /// <returns>For <see cref="End"/>.</returns>
    public long Begin()
    {
        _begun = (_begun + 1) % MeasuredOnceIn;
        return _begun == 0 ? Stopwatch.GetTimestamp() : 0;
    }

    /// <summary>A run is over.</summary>
    public void End(long began)
    {
        if (began != 0)
        {
            bool isShort = Stopwatch.GetTimestamp() - began < s_shortRun;
            _proof = isShort ? Math.Min(MaxProof, _proof + 1) : Math.Max(0, _proof - 2);
        }
    }

    /// <summary>Something was left to threads that were to be back soon, and were not.</summary>
    public void Disappoint() => _proof = 0;
}
