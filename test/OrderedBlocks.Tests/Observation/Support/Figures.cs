using System.Globalization;
using OrderedBlocks.Observation;

namespace OrderedBlocks.Tests.Observation.Support;

/// <summary>What all instruments are to say of a block.</summary>
internal sealed record Figures
{
    public OrderedBlockStatistics Items { get; init; }

    public long? Capacity { get; init; }

    public long? Parallelism { get; init; }

    public long Senders { get; init; }

    public long Workers { get; init; }

    public long WakeUps { get; init; }

    public double? Age { get; init; }

    /// <summary>As <see cref="Readings"/> gives them.</summary>
    public string[] Lines()
    {
        List<string> lines =
        [
            Line("items.admitted", Items.Admitted),
            Line("items.released", Items.Released),
            Line("items.failed", Items.Failed),
            .. DropReasons.All.Select(reason => Line($"items.dropped {DropReasons.NameOf(reason)}", Dropped(reason))),
            Line("items.queued", Items.Queued),
            Line("items.running", Items.Running),
            Line("items.waiting", Items.Waiting),
            Line("senders.pending", Senders),
            Line("workers.active", Workers),
            Line("workers.wakeups", WakeUps),
            Line("failures.lost", Items.LostFailures),
        ];
        AddIf(lines, "capacity", Capacity);
        AddIf(lines, "parallelism", Parallelism);
        AddIf(lines, "item.oldest.age", Age);
        lines.Sort(StringComparer.Ordinal);
        return [.. lines];
    }

    private static string Line(string name, double value) => $"{name} {value.ToString(CultureInfo.InvariantCulture)}";

    private static void AddIf(List<string> lines, string name, double? value)
    {
        if (value is { } known)
        {
            lines.Add(Line(name, known));
        }
    }

    // Any other reason is one that these tests do not bring about.
    private long Dropped(LossReason reason) => reason switch
    {
        LossReason.CanceledItem => Items.CanceledItems,
        LossReason.NullTask => Items.NullTasks,
        LossReason.Fault => Items.DroppedByFault,
        LossReason.Cancellation => Items.DroppedByCancellation,
        LossReason.TargetsGone => Items.DroppedWithoutTargets,
        _ => 0,
    };
}
