using ModelChecking;

namespace OrderedBlocks.Scheduling;

/// <summary>The deadline of the model: it is over some time or other, or never, as the scenario says.</summary>
internal readonly struct Deadline
{
    private readonly Cell? _isOver;

    private Deadline(Cell isOver) => _isOver = isOver;

    public bool IsOver => _isOver is not null && ModelRun.Current.Read(_isOver) != 0;

    /// <summary>What all threads can see, for conditions.</summary>
    public bool IsVisiblyOver => _isOver is not null && ModelRun.Visible(_isOver) != 0;

    /// <summary>The idle time is a scenario's own; anything else is the alarm's.</summary>
    public static Deadline In(TimeSpan span, TimeProvider time)
    {
        _ = time;
        Cell cell = ModelRun.CreateCell(0);
        if (span == DeferredWorkTimer.Period ? ModelThreads.Current.AlarmsRing : ModelThreads.Current.TryUseIdleTime())
        {
            ModelPool.Current.SetTimer(() => ModelRun.Current.Exchange(cell, 1));
        }

        return new Deadline(cell);
    }
}
