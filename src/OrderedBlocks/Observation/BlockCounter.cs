namespace OrderedBlocks.Observation;

/// <summary>A count of a block's that only grows.</summary>
/// <param name="Index">Its place in <see cref="All"/>.</param>
/// <param name="Read">Reads it.</param>
/// <param name="DropReason">What the instrument says besides, if it has a measurement for each reason.</param>
internal sealed record BlockCounter(int Index, Func<IObservedBlock, long> Read, string? DropReason = null)
{
    public static BlockCounter Admitted { get; } = new(0, static block => block.AdmittedCount);

    public static BlockCounter Released { get; } = new(1, static block => block.ReleasedCount);

    public static BlockCounter Failed { get; } = new(2, static block => block.Losses[LossReason.Failed]);

    public static BlockCounter WakeUps { get; } = new(3, static block => block.WakeUpCount);

    public static BlockCounter LostFailures { get; } = new(4, static block => block.LostFailures);

    /// <summary>One for each reason.</summary>
    public static IReadOnlyList<BlockCounter> Drops { get; } =
        [.. DropReasons.All.Select(static (reason, number) =>
            new BlockCounter(5 + number, block => block.Losses[reason], DropReasons.NameOf(reason)))];

    public static IReadOnlyList<BlockCounter> All { get; } = [Admitted, Released, Failed, WakeUps, LostFailures, .. Drops];
}
