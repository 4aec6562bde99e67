using System.Diagnostics;
using OrderedBlocks.Core;

namespace OrderedBlocks.Execution;

/// <summary>The patience of a worker that looks for work.</summary>
/// <remarks>
/// Taking over a rest costs a process-wide fence, so a batch whose owner gets on is left to it: only when the owner has not
/// started anything for <see cref="s_patience"/> is its item taken for a slow one. A searcher stays as long as there is a rest.
/// </remarks>
internal struct WorkSearch
{
    private const int SpinsBetweenLooks = 10;

    private static readonly long s_patience = Stopwatch.Frequency / 100_000; // 10 us

    private int _looksLeft;
    private Backoff _backoff;
    private Batch? _watched;
    private Position _progress;
    private long _since;

    public WorkSearch(int looks) => _looksLeft = Environment.ProcessorCount > 1 ? looks : 0;

    /// <summary>A producer is between taking a position and stamping it.</summary>
    public void WaitForStamp() => _backoff.Snooze();

    /// <summary>Waits a moment, unless it has looked often enough.</summary>
    public bool MayLookAgain()
    {
        if (_looksLeft <= 0)
        {
            return false;
        }

        _looksLeft--;
        Thread.SpinWait(SpinsBetweenLooks);
        return true;
    }

    /// <summary>Whether the owner of a batch with a rest has been seen not to get on; if not, waits a moment.</summary>
    public bool HasWatchedLongEnough(Batch batch, bool ownerIsSuspended)
    {
        if (ownerIsSuspended)
        {
            return true;
        }

        long now = Stopwatch.GetTimestamp();
        Position progress = batch.Progress;
        if (_watched != batch || progress != _progress)
        {
            _watched = batch;
            _progress = progress;
            _since = now;
        }
        else if (now - _since > s_patience)
        {
            _watched = null;
            return true;
        }

        if (Environment.ProcessorCount > 1)
        {
            Thread.SpinWait(SpinsBetweenLooks);
        }
        else
        {
            _backoff.Snooze();
        }

        return false;
    }
}
