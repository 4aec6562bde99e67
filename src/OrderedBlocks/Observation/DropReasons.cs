using System.Diagnostics;

namespace OrderedBlocks.Observation;

/// <summary>The reasons for which an item that has not failed has no output, as the instruments name them.</summary>
internal static class DropReasons
{
    /// <summary>All but the failure, which is counted by itself.</summary>
    public static IReadOnlyList<LossReason> All { get; } =
        [.. Enum.GetValues<LossReason>().Where(static reason => reason != LossReason.Failed)];

    /// <summary>The value of the tag.</summary>
    public static string NameOf(LossReason reason) => reason switch
    {
        LossReason.Failed => "failure",
        LossReason.CanceledItem => "canceled_item",
        LossReason.NullTask => "null_task",
        LossReason.Fault => "fault",
        LossReason.Cancellation => "cancellation",
        LossReason.TargetsGone => "targets_gone",
        _ => throw new UnreachableException($"{reason} has no name."),
    };
}
