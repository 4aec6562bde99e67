using System.Diagnostics;

namespace OrderedBlocks.Workers;

/// <summary>After how many items a worker releases what it has done: one to begin with, more while they are cheap.</summary>
/// <remarks>
/// A run is to take some microseconds: long enough to spread the cost of releasing it, short enough that nobody notices the
/// wait. After <see cref="BatchLimits.Singles"/> runs of one item it doubles while a full one takes less than 10 microseconds, halves when one takes more than 20, and is one again when
/// one takes more than 160.
/// </remarks>
internal struct RunLength
{
    // In microseconds.
    private const long GrowBelow = 10;
    private const long ShrinkAbove = 20;

    private static readonly long s_growBelow = GrowBelow * Stopwatch.Frequency / 1_000_000;
    private static readonly long s_shrinkAbove = ShrinkAbove * Stopwatch.Frequency / 1_000_000;

    private int _length;
    private int _done;
    private int _cheapRuns;
    private long _began;
    private long _ended;

    public RunLength() => _length = 1;

    /// <summary>Whether the work has been found cheap, so that releases are put off to the end of a run.</summary>
    public readonly bool IsCheap => _length > 1;

    /// <summary>How releases look after the senders.</summary>
    public readonly ReleaseMode Mode => IsCheap ? ReleaseMode.Run : ReleaseMode.Single;

    /// <summary>Whether as many items are done as make a run.</summary>
    public readonly bool IsOver => _done >= _length;

    /// <summary>
    /// How many items to claim at once: what is left of the run, once the work has proven cheap for some runs in a row; else one.
    /// </summary>
    public readonly int ToClaim => _cheapRuns < BatchLimits.Singles + BatchLimits.Proof ? 1 : Math.Max(1, _length - _done);

    /// <summary>When the last run ended, by the clock of <see cref="Stopwatch"/>.</summary>
    public readonly long Ended => _ended;

    /// <summary>A run begins.</summary>
    public void Begin() => _began = Stopwatch.GetTimestamp();

    /// <summary>A run begins where the last one ended: work for it has been done since.</summary>
    public void GoOn() => _began = _ended;

    /// <summary>Some items are done.</summary>
    public void Count(int done) => _done += done;

    /// <summary>The run is over, or was ended before its time.</summary>
    public void End()
    {
        _ended = Stopwatch.GetTimestamp();
        long elapsed = _ended - _began;
        if (elapsed > 8 * s_shrinkAbove)
        {
            // The work has changed: begin again.
            BeginAgain();
        }
        else if (elapsed > s_shrinkAbove)
        {
            _length = Math.Max(1, _length / 2);
        }
        else if (IsOver)
        {
            // Counted no further than it matters.
            _cheapRuns = Math.Min(_cheapRuns + 1, BatchLimits.Singles + BatchLimits.Proof);
            if (elapsed < s_growBelow && _cheapRuns > BatchLimits.Singles)
            {
                _length = Math.Min(_length * 2, BatchLimits.Max);
            }
        }

        _done = 0;
    }

    /// <summary>A delegate did not end at once: from now on each item is released by itself.</summary>
    public void OnSuspended() => BeginAgain();

    private void BeginAgain()
    {
        _length = 1;
        _cheapRuns = 0;
    }
}
