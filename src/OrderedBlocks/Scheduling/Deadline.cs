using System.Diagnostics;

namespace OrderedBlocks.Scheduling;

/// <summary>A moment until which a thread waits.</summary>
[DebuggerDisplay("{_at}")]
internal readonly struct Deadline
{
    private readonly TimeProvider _time;
    private readonly long _at;

    private Deadline(TimeProvider time, long at)
    {
        _time = time;
        _at = at;
    }

    /// <summary>How long it is until then; not positive afterwards.</summary>
    public TimeSpan Left => _time.GetElapsedTime(_time.GetTimestamp(), _at);

    /// <summary>Whether the moment is past.</summary>
    public bool IsOver => _time.GetTimestamp() >= _at;

    /// <summary>So long from now on, by a clock.</summary>
    public static Deadline In(TimeSpan span, TimeProvider time) =>
        new(time, time.GetTimestamp() + (long)(span.TotalSeconds * time.TimestampFrequency));
}
